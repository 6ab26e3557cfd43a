"""`manage.py revoke_seal <centre>`: the seal's key may be in wrong hands. The next paper gets a new seal; the old one is void from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mediation.papers.signing import authority
from mediation.people.models import Centre


class Command(BaseCommand):
    """Declare the seal of a centre void and destroy its key. Papers that it sealed without a time-stamp are no longer trusted."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose seal."""
        parser.add_argument("centre", help="its full name")

    def handle(self, *args: Any, centre: str, **options: Any) -> None:
        """Revoke, and say which certificate it was."""
        if not Centre.objects.filter(name=centre).exists():
            raise CommandError(f"No centre is called {centre}.")
        self.stdout.write(f"Void from now on: {authority.revoke_seal(centre):x}")
