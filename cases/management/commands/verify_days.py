"""Verify the root of every day over all chains, and the time-stamps of the roots."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.reads.days import judged_days


class Command(BaseCommand):
    """Verify the roots of the days and their time-stamps."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every day that does not hold; fail when there is one."""
        days = list(judged_days())
        wrong = [one for one in days if one.fault]
        for one in wrong:
            self.stdout.write(f"{one.day}: {one.fault} does not hold")
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(days)} days do not hold.")
        stamped = [one for one in days if one.stamped]
        newest = f", the newest at {stamped[-1].stamped:%Y-%m-%d %H:%M:%S %Z}" if stamped else ""
        self.stdout.write(f"{len(days)} days verified, {len(stamped)} of them with a time-stamp{newest}.")
