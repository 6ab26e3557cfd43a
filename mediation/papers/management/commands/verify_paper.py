"""`manage.py verify_paper <file> [--root root.pem] [--crl ca.crl]`: the same verdict as on the page, without network or database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management.base import BaseCommand, CommandError

from mediation.papers.signing.port import Trust, trusted_here
from mediation.papers.signing.roots import time_roots
from mediation.papers.verify import Outcome, Signed, examine
from mediation.refusals import Refusal

CHANGED, UNREADABLE = 1, 2


class Command(BaseCommand):
    """Say who signed a paper and whether it was changed. Exit status 0: unchanged; 1: anything else; 2: not readable."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, and whom to trust instead of this installation."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--root", type=Path, help="PEM file of the root to trust")
        parser.add_argument("--crl", type=Path, help="DER file of the certificates that are void, only with --root")

    def handle(self, *args: Any, file: Path, root: Path | None, crl: Path | None, **options: Any) -> None:
        """Print the verdict, then each signature."""
        try:
            verdict = examine(file.read_bytes(), trust=_trust(root, crl) if root else trusted_here())
        except (OSError, ValueError) as fault:
            raise CommandError(str(fault), returncode=UNREADABLE) from fault
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence), returncode=UNREADABLE) from refusal
        self.stdout.write(str(verdict.outcome.label))
        for signed in verdict.signatures:
            self.stdout.write(f"- {_line(signed)}")
        if verdict.outcome != Outcome.UNCHANGED:
            sys.exit(CHANGED)


def _trust(root: Path, crl: Path | None) -> Trust:
    roots = tuple(one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(root.read_bytes()))
    return Trust(roots, time_roots(), (crl.read_bytes(),) if crl else ())


def _line(signed: Signed) -> str:
    """One signature: who, as what, when, and how it stands."""
    when = f"{signed.at:%Y-%m-%d %H:%M:%S %z}" if signed.at else ""
    return " · ".join(str(part) for part in (signed.who, signed.role, when, signed.standing, signed.since.label) if part)
