"""Load the demonstration district into an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.actions.demo import load_district


class Command(BaseCommand):
    """Load the demonstration district into an empty database."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """A full database is left alone either way; the flag says that this is expected."""
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load."""
        done = load_district()
        if not done and not options["if_empty"]:
            self.stderr.write("The database already holds people or places: nothing was loaded.")
