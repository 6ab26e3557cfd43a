"""Check a sealed package offline: every file, every hash, the signature."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from joserfc.jwk import KeySet

from courtlink import jws, keys
from courtlink.verify import Unreadable, verify


class Command(BaseCommand):
    """Ends with 0 when all is right, 1 when something is wrong, 2 when there is nothing to check."""

    help = __doc__
    requires_system_checks: list[str] = []  # they would ask for a database

    def add_arguments(self, parser: CommandParser) -> None:
        """The package, and whose signature it should have."""
        parser.add_argument("package")
        parser.add_argument("--key", help="a JWK set with the sender's public keys; without it, the key of this installation")

    def handle(self, *args: Any, package: str, key: str | None = None, **options: Any) -> None:
        """Say what is wrong with which document."""
        try:
            found = verify(Path(package).read_bytes(), _keys(key))
        except (OSError, ValueError, Unreadable) as fault:
            self.stderr.write(f"{package}: {fault}")
            sys.exit(2)
        wrong = {flaw.path for flaw in found.flaws}
        for row in found.manifest["documents"]:
            self.stdout.write(f"{'WRONG' if row['path'] in wrong else 'ok   '}  {row['path']}")
        for flaw in found.flaws:
            self.stderr.write(str(flaw))
        if found.flaws:
            sys.exit(1)
        self.stdout.write(f"{package}: complete and unchanged, signed by {found.signed_by}")


def _keys(path: str | None) -> KeySet:
    if path is None and not Path(settings.COURT_KEY_FILE).exists():
        raise ValueError("there is no key here to check the signature with; name one by --key")
    if path is None:
        return keys.known_keys()
    return jws.key_set(json.loads(Path(path).read_text(encoding="utf-8")))
