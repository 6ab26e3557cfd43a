"""Compare what the cockpit counts with the cases themselves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.actions.tallies import differences


class Command(BaseCommand):
    """Name every difference; ends with 0 when there is none."""

    help = "Compare the tallies of the cockpit with a count over all cases."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and say."""
        found = differences()
        for code, colour, told, counted in found:
            self.stdout.write(f"{code} {colour}: the tallies say {told}, there are {counted}")
        if found:
            raise CommandError(f"{len(found)} of the tallies are wrong")
        self.stdout.write("The tallies agree with the cases.")
