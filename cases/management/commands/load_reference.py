"""Load the dated tables of law and trade (cases/data) and the published holidays; running it again changes nothing else."""

from typing import Any

from django.core.management.base import BaseCommand

from cases.actions.reference import load_reference


class Command(BaseCommand):
    """Insert or update every row."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load."""
        self.stdout.write(f"{load_reference()} rows")
