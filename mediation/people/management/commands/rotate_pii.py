"""Encrypt personal data again under the first key of PII_KEYS."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mediation.people.actions.rotate import BATCH, rotate_all, rotate_seeds


class Command(BaseCommand):
    """Rotate: put the new key first in PII_KEYS, restart, run this, then take the old key out."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many rows in one transaction."""
        parser.add_argument("--batch", type=int, default=BATCH)

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate and print what was done."""
        for field, rows in rotate_all(batch=options["batch"]):
            self.stdout.write(f"{field}: {rows}")
        self.stdout.write(f"second factors: {rotate_seeds()}")
