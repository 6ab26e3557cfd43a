"""Open a centre: manage.py open_centre NAME SHORT --area 330108 [--court-code 浙0108]."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mediation.people.actions.centres import open_centre
from mediation.people.roles import CentreKind
from mediation.refusals import Refusal


class Command(BaseCommand):
    """Open a mediation centre; with a court code, a court's service centre."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names, place and numbers."""
        parser.add_argument("name")
        parser.add_argument("short_name")
        parser.add_argument("--area", required=True)
        for option in ("address", "phone", "file-prefix", "court-code"):
            parser.add_argument(f"--{option}", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open it and say so."""
        kind = CentreKind.COURT_SERVICE if options["court_code"] else CentreKind.MEDIATION
        facts = {name: options[name] for name in ("name", "short_name", "address", "phone", "file_prefix", "court_code")}
        try:
            centre = open_centre(kind=kind, area_code=options["area"], **facts)
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stdout.write(f"{centre.short_name}: {centre.get_kind_display()}, {centre.area}")
