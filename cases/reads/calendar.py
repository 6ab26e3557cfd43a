"""The calendar of working days and the hours of duty, as the clocks count them."""

import time
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cases.clock import DAY, Calendar, Hours
from cases.models import PlannedYear, WorkDay
from mediation.people.models import OpeningHours

KEPT_FOR = 30  # seconds: how long another process may still count by the old calendar; whoever changes it has every clock counted again


def calendar() -> Calendar:
    """The calendar in force, read at most twice a minute."""
    return _calendar(int(time.monotonic()) // KEPT_FOR)


def hours_of(centre_id: int) -> Hours:
    """The hours of duty of a centre."""
    return _hours(centre_id, int(time.monotonic()) // KEPT_FOR)


def forget() -> None:
    """Read both again the next time."""
    _calendar.cache_clear()
    _hours.cache_clear()


@lru_cache(maxsize=2)
def _calendar(slot: int) -> Calendar:
    days = dict(WorkDay.objects.values_list("day", "is_workday"))
    return Calendar(
        workdays=frozenset(day for day, worked in days.items() if worked),
        holidays=frozenset(day for day, worked in days.items() if not worked),
        years=frozenset(PlannedYear.objects.values_list("year", flat=True)),
    )


@lru_cache(maxsize=512)
def _hours(centre_id: int, slot: int) -> Hours:
    rows = OpeningHours.objects.filter(centre=centre_id).values_list("weekday", "opens", "closes")
    return Hours({weekday: (opens, closes) for weekday, opens, closes in rows})


class Stretch(NamedTuple):
    """Days in a row of one kind from one source."""

    first: date
    last: date
    is_workday: bool
    source: str


def stretches(since: date) -> list[Stretch]:
    """The days that differ from Monday to Friday, neighbours joined; a holiday swallows its weekend."""
    found: list[Stretch] = []
    for row in WorkDay.objects.filter(day__gte=since):
        last = found[-1] if found else None
        if last and last.last == row.day - DAY and (last.is_workday, last.source) == (row.is_workday, row.source):
            found[-1] = last._replace(last=row.day)
        else:
            found.append(Stretch(row.day, row.day, row.is_workday, row.source))
    return found
