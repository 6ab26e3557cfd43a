"""When people are reminded of a date: pure arithmetic over how long before it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta


def still_ahead(begins: datetime, leads: Iterable[timedelta], now: datetime) -> Iterator[tuple[datetime, int]]:
    """The moments that have not passed, with the minutes that each lies before the date."""
    for lead in leads:
        if begins - lead > now:
            yield begins - lead, int(lead.total_seconds()) // 60


def speaks(minutes: int, begins: datetime, leads: Iterable[timedelta], now: datetime) -> bool:
    """Of several reminders that are due at once only the nearest speaks, and none after the beginning."""
    mine = timedelta(minutes=minutes)
    return now < begins and not any(lead < mine and begins - lead <= now for lead in leads)
