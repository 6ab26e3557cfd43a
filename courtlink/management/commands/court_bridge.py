"""The bridge to a court's intranet without pages: filings out as a zip, answers in as a list.

manage.py court_bridge export filings.zip --by zhou [--masked]
manage.py court_bridge import answers.xlsx --by zhou [--carry-out]
"""

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtlink.actions.answers import carry_out, keep_answers, look_through
from courtlink.bridge.export import MOST, as_archive, at_court
from mediation.people.models import Centre, User
from mediation.people.roles import Role
from mediation.refusals import Refusal
from mediation.vault.tables import numbered_rows


class Command(BaseCommand):
    """Does what the page does, as the clerk who is named."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Which way, which file, as whom."""
        parser.add_argument("way", choices=["export", "import"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="username of a clerk of the court")
        parser.add_argument("--masked", action="store_true", help="names and telephones masked in the list")
        parser.add_argument("--carry-out", action="store_true", help="without it, only the preview is shown")

    def handle(self, *args: Any, way: str, file: Path, by: str, **options: Any) -> None:
        """Do it, or say what is wrong."""
        clerk = User.objects.filter(username=by, is_active=True).first()
        courts = [post.centre_id for post in clerk.posts if post.role in (Role.CLERK, Role.JUDGE)] if clerk else []
        if clerk is None or not courts:
            raise CommandError("This person does not work at a court.")
        if way == "export":
            self._export(clerk, file, masked=options["masked"])
            return
        try:
            self._import(clerk, Centre.objects.get(pk=courts[0]), file, carry=options["carry_out"])
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal

    def _export(self, clerk: User, file: Path, *, masked: bool) -> None:
        filings = list(at_court(clerk)[:MOST])
        with as_archive(filings, masked=masked) as archive, file.open("xb") as out:
            shutil.copyfileobj(archive, out)
        self.stdout.write(f"{len(filings)} filings in {file}")

    def _import(self, clerk: User, court: Centre, file: Path, *, carry: bool) -> None:
        content = file.read_bytes()
        sheet = keep_answers(court, content=content, lines=numbered_rows(content), name=file.name, by=clerk)
        for line in carry_out(sheet.pk, by=clerk) if carry else look_through(sheet, by=clerk):
            self.stdout.write(f"{line.number}\t{line.ref}\t{line.action}\t{line.outcome}\t{line.words}".rstrip())
