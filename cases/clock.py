"""Periods of law and of service: pure arithmetic, no database, no wall clock.

民事诉讼法 art. 85: the starting day is not counted; when the last day is a holiday the
period ends on the first working day after it. Swapped working days (调休) are working days.
Ordinary weekends are treated like holidays here (to be verified by a lawyer).
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5


class Unit(models.TextChoices):
    """How a period is counted."""

    SECONDS = "seconds", _("seconds")
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    WORKDAYS = "workdays", _("working days")
    YEARS = "years", _("years")


def now() -> datetime:
    """The one clock of the application; tests and drills replace it."""
    return timezone.now()


def is_workday(day: date) -> bool:
    """Tell whether people work on this day; years without a published plan count Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def is_planned(day: date) -> bool:
    """Tell whether the holiday plan of this day's year is known (暂未公布放假安排)."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def last_day(start: date, amount: int, unit: Unit) -> date:
    """Return the last day of a period of days, working days or years that starts on `start`."""
    if unit == Unit.WORKDAYS:
        day = start
        for _count in range(amount):
            day = _next_workday(day)
        return day
    day = start + timedelta(days=amount) if unit == Unit.DAYS else _years_later(start, amount)
    return day if is_workday(day) else _next_workday(day)


def due(since: datetime, amount: int, unit: Unit) -> datetime:
    """Return when a period that began at `since` is over: to the second, or at the end of its last day."""
    if unit in (Unit.SECONDS, Unit.HOURS):
        return since + timedelta(**{str(unit): amount})
    end = last_day(since.astimezone(SHANGHAI).date(), amount, Unit(unit))
    return datetime.combine(end + timedelta(days=1), time(0), SHANGHAI)


def _next_workday(day: date) -> date:
    day += timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def _years_later(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
