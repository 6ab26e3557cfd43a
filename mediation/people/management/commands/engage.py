"""Register a member of staff and print the one-time link: manage.py engage USERNAME NAME --centre SHORT --role administrator."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mediation.people.actions import engage, invite
from mediation.people.models import Centre, User
from mediation.people.roles import Role
from mediation.refusals import Refusal


class Command(BaseCommand):
    """The way in for the first administrator, and for one who lost everything (--again)."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, where, as what."""
        parser.add_argument("username")
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--centre", default="", help="short name of the centre")
        parser.add_argument("--role", choices=[role.value for role in Role if role != Role.CITIZEN], default=Role.ADMINISTRATOR.value)
        parser.add_argument("--again", action="store_true", help="a new link for somebody who is registered")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link; it works once, within twelve hours."""
        try:
            person = self._known(options) if options["again"] else self._new(options)
        except (Centre.DoesNotExist, User.DoesNotExist) as fault:
            raise CommandError(str(fault)) from fault
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stdout.write(settings.PUBLIC_URL + invite(user=person))

    @staticmethod
    def _known(options: dict[str, Any]) -> User:
        return User.objects.get(username=options["username"])

    @staticmethod
    def _new(options: dict[str, Any]) -> User:
        centre = Centre.objects.get(short_name=options["centre"])
        return engage(username=options["username"], name=options["name"] or options["username"], centre=centre, role=options["role"])
