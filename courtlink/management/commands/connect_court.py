"""Say how papers reach a court: its own system over HTTPS, or the clerks' pages here."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtlink.actions.courts import connect_court, disconnect_court
from mediation.people.models import Centre
from mediation.people.roles import CentreKind
from mediation.refusals import Invalid


class Command(BaseCommand):
    """`connect_court 滨江法院 --url https://court.example --key whpk_…`, or `connect_court 滨江法院 --inbox`."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Which court, and where it is."""
        parser.add_argument("court", help="its short name")
        parser.add_argument("--url", help="its address, without /court/v1")
        parser.add_argument("--key", help="the public key that its callbacks are checked with: whpk_…")
        parser.add_argument("--inbox", action="store_true", help="its clerks work on the pages here")

    def handle(self, *args: Any, court: str, url: str | None, key: str | None, inbox: bool, **options: Any) -> None:
        """Keep it."""
        centre = Centre.objects.filter(kind=CentreKind.COURT_SERVICE, short_name=court).first()
        if centre is None:
            raise CommandError(f"There is no court of the name {court}.")
        if inbox:
            disconnect_court(centre)
        elif url and key:
            try:
                connect_court(centre, url=url, key=key, networks=settings.COURT_NETWORKS)
            except Invalid as refusal:
                raise CommandError(str(refusal.sentence)) from refusal
        else:
            raise CommandError("Give --url and --key, or --inbox.")
        self.stdout.write(f"{centre.name}: {'the pages here' if inbox else url}")
