"""Load a newer table of areas: manage.py load_areas FILE --source "…" --valid-from 2027-01-01 [--dry-run]."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mediation.people.actions.areas import SOURCE, SOURCE_DAY, AreaError, load_areas


class Command(BaseCommand):
    """Load areas from a CSV with the columns code, level, name, parent."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The table, and where it comes from."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default=SOURCE)
        parser.add_argument("--valid-from", type=date.fromisoformat, default=SOURCE_DAY)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load all rows or none; every unusable row is named."""
        try:
            done = load_areas(options["file"], source=options["source"], valid_from=options["valid_from"], dry_run=options["dry_run"])
        except (AreaError, OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"Nothing was loaded.\n{fault}") from fault
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(f"{done.rows} rows: {done.new} {would}new, {done.changed} {would}changed")
