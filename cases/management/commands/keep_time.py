"""Ring the clocks of all cases at their moment. Run it beside the workers; several at once do no harm."""

import signal
import time
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from cases import clock
from cases.actions.alarm import next_alarm, ring_due

LONGEST_SLEEP = 0.2  # seconds: a clock that was started meanwhile is seen in time
WITHOUT_DATABASE = 1.0
log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Sleep until the next alarm, ring, and look again."""

    help = __doc__
    going = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep time until told to stop; a lost database is waited for."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while self.going:
            try:
                time.sleep(0 if ring_due() else self._until_the_next())
            except OperationalError as lost:
                log.warning("database_lost", error=str(lost))
                connection.close()
                time.sleep(WITHOUT_DATABASE)

    def _until_the_next(self) -> float:
        moment = next_alarm()
        seconds = (moment - clock.now()).total_seconds() if moment else LONGEST_SLEEP
        return min(max(seconds, 0), LONGEST_SLEEP)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.going = False
