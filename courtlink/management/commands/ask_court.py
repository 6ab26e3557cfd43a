"""Ask a court what it would object to in a sealed filing (a dry run), and where the filing stands there."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtlink.actions.exchanges import port_of
from courtlink.adapters.port import CourtTrouble, Parcel
from courtlink.models import Filing
from mediation.vault.reads import open_original


class Command(BaseCommand):
    """Changes nothing, here or there."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Which filing."""
        parser.add_argument("filing", help="its number")

    def handle(self, *args: Any, filing: str, **options: Any) -> None:
        """Print what the court says."""
        found = Filing.objects.select_related("case__court", "package").filter(ref=filing).first()
        if found is None or found.package is None:
            raise CommandError("There is no sealed filing of this number.")
        with open_original(found.package) as file:
            parcel = Parcel(found.ref, found.package_sha256, file.read())
        try:
            problems = port_of(found).check(parcel)
            for problem in problems:
                self.stdout.write(f"{problem.path or 'package'}: {problem.code} {problem.sentence}".rstrip())
            if not problems:
                self.stdout.write("The court would take it.")
            standing = port_of(found).status(found.ref)
        except CourtTrouble as fault:
            self.stdout.write(f"{fault.trouble.label}: {fault.words}")
        else:
            self.stdout.write(f"At the court: {standing.state}, {standing.court_ref}, event {standing.last_event}")
