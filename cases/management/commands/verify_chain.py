"""Verify the hash chain of every case and name the first broken link."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.reads.chain import broken_chains


class Command(BaseCommand):
    """Verify the hash chain of every case."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every broken case; fail when there is one."""
        count, broken = 0, 0
        for number, fault in broken_chains():
            count += 1
            if fault is not None:
                broken += 1
                self.stdout.write(f"{number}: step {fault.seq}: {fault.fault}")
        if broken:
            raise CommandError(f"{broken} of {count} chains are broken.")
        self.stdout.write(f"{count} chains verified.")
