"""Periods of law and of service: pure arithmetic, no database, no wall clock.

民事诉讼法 art. 85: the starting day is not counted; when the last day is a holiday the
period ends on the first working day after it. Swapped working days (调休) are working days.
Ordinary weekends are treated like holidays here (to be verified by a lawyer).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


class Unit(models.TextChoices):
    """How a period is counted."""

    SECONDS = "seconds", _("seconds")
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    WORKDAYS = "workdays", _("working days")
    YEARS = "years", _("years")


class Pace(models.TextChoices):
    """When a clock of seconds or hours runs. Clocks of days always follow the calendar."""

    ALWAYS = "always", _("runs day and night")
    DUTY = "duty", _("runs in the hours of duty only")
    OPENING = "opening", _("runs day and night, and never ends before the next opening")


def now() -> datetime:
    """The one clock of the application; tests and drills replace it."""
    return timezone.now()


def midnight(day: date) -> datetime:
    """The first moment of a day in Shanghai."""
    return datetime.combine(day, time(0), SHANGHAI)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, where the government's plan differs from Monday to Friday."""

    workdays: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()  # whose plan is known

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on this day; years without a published plan count Monday to Friday."""
        return day in self.workdays or (day.weekday() < SATURDAY and day not in self.holidays)

    def is_planned(self, day: date) -> bool:
        """Tell whether the holiday plan of this day's year is known (暂未公布放假安排)."""
        return day.year in self.years

    def workday_from(self, day: date) -> date:
        """This day, or the first working day after it."""
        while not self.is_workday(day):
            day += DAY
        return day


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of duty of a centre by day of the week (Monday is 0); without any, somebody is always there."""

    windows: Mapping[int, tuple[time, time]] = field(default_factory=lambda: MappingProxyType({}))

    def spans(self, start: datetime, calendar: Calendar) -> Iterator[Span]:
        """The times of duty from a moment on. On holidays nobody is there; a swapped working day keeps Monday's hours when its own has none."""
        if not self.windows:
            yield start, datetime.max.replace(tzinfo=SHANGHAI)
            return
        day = start.astimezone(SHANGHAI).date()
        while True:
            window = self.windows.get(day.weekday(), self.windows.get(0) if day in calendar.workdays else None)
            if window is not None and day not in calendar.holidays:
                opens, closes = (datetime.combine(day, at, SHANGHAI) for at in window)
                if closes > start:
                    yield max(opens, start), closes
            day += DAY


ALWAYS = Hours()


@dataclass(frozen=True, slots=True)
class Length:
    """How long a period is, and how it is counted."""

    amount: int
    unit: Unit
    pace: Pace = Pace.ALWAYS

    @property
    def is_of_days(self) -> bool:
        """Counted in whole days, ending with the last one?"""
        return self.unit not in (Unit.SECONDS, Unit.HOURS)


def last_day(start: date, length: Length, calendar: Calendar, pauses: Iterable[Span] = ()) -> date:
    """Return the last day of a period of days, working days or years that starts on `start`; paused days are not counted (规则 26)."""
    if length.unit == Unit.YEARS:
        return calendar.workday_from(_years_later(start, length.amount))
    day, left, off = start, length.amount, [_days(pause) for pause in pauses]
    while left:
        day += DAY
        left -= _counts(day, length.unit, calendar, off)
    return calendar.workday_from(day)


def due(since: datetime, length: Length, calendar: Calendar, *, pauses: Iterable[Span] = (), hours: Hours = ALWAYS) -> datetime:
    """Return when a period that began at `since` is over: to the second, or at the end of its last day."""
    if length.is_of_days:
        return midnight(last_day(since.astimezone(SHANGHAI).date(), length, calendar, pauses) + DAY)
    left = timedelta(**{str(length.unit): length.amount})
    on_duty = hours.spans(since, calendar)
    running: Iterable[Span] = on_duty if length.pace == Pace.DUTY else [(since, datetime.max.replace(tzinfo=SHANGHAI))]
    end = _consume(running, left, sorted(pauses))
    return next(hours.spans(end, calendar))[0] if length.pace == Pace.OPENING else end


def counted(since: datetime, until: datetime, length: Length, calendar: Calendar, *, pauses: Iterable[Span] = (), hours: Hours = ALWAYS) -> timedelta:
    """Return how much of a period has been used between two moments: whole counted days, or running time."""
    if until <= since:
        return timedelta(0)
    if length.is_of_days:
        first, last, off = since.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date(), [_days(pause) for pause in pauses]
        unit = Unit.DAYS if length.unit == Unit.YEARS else length.unit
        return sum((DAY for n in range(1, (last - first).days + 1) if _counts(first + n * DAY, unit, calendar, off)), timedelta(0))
    total = timedelta(0)
    for begin, end in hours.spans(since, calendar) if length.pace == Pace.DUTY else [(since, until)]:
        if begin >= until:
            break
        total += sum((b - a for a, b in _without((begin, min(end, until)), sorted(pauses))), timedelta(0))
    return total


def _consume(running: Iterable[Span], left: timedelta, pauses: list[Span]) -> datetime:
    """Where the time that is left ends, spending it only while the clock runs."""
    for span in running:
        for begin, end in _without(span, pauses):
            if end - begin >= left:
                return begin + left
            left -= end - begin
    raise AssertionError("a clock never ends")  # spans go on for ever


def _without(span: Span, pauses: list[Span]) -> Iterator[Span]:
    """The parts of a span that are not paused."""
    begin, end = span
    for off, on in pauses:
        if on <= begin or off >= end:
            continue
        if off > begin:
            yield begin, off
        begin = min(max(begin, on), end)
    if begin < end:
        yield begin, end


def _days(pause: Span) -> tuple[date, date]:
    """A pause in days: the day it began still counts, the day it ended does not (as CPL 85 counts)."""
    return pause[0].astimezone(SHANGHAI).date(), pause[1].astimezone(SHANGHAI).date()


def _counts(day: date, unit: Unit, calendar: Calendar, off: list[tuple[date, date]]) -> bool:
    return (unit != Unit.WORKDAYS or calendar.is_workday(day)) and not any(begin < day <= end for begin, end in off)


def _years_later(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
