"""Keep the calendar of working days and the hours of duty; every running clock is counted again."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from cases import clock
from cases.actions import clocks
from cases.actions.move import lock
from cases.models import Deadline, PlannedYear, WorkDay
from cases.reads.calendar import forget
from mediation.people.models import Centre, OpeningHours, User
from mediation.people.roles import Role
from mediation.people.rules import holds
from mediation.refusals import Invalid, WrongPerson

LONGEST_HOLIDAY = timedelta(days=31)
WEEK = range(7)


@transaction.atomic
def set_days(first: date, last: date, *, is_workday: bool, source: str, by: User) -> int:
    """Enter holidays or swapped working days, with the notice they come from. Return how many differ from Monday to Friday."""
    _administrator(by)
    if not first <= last <= first + LONGEST_HOLIDAY:
        raise Invalid(_("The last day must not be before the first, and a holiday has at most 31 days."), fields={"last": [_("Please check the days.")]})
    days = [first + n * clock.DAY for n in range((last - first).days + 1)]
    differing = [day for day in days if is_workday != (day.weekday() < clock.SATURDAY)]
    WorkDay.objects.filter(day__in=days).delete()
    WorkDay.objects.bulk_create(WorkDay(day=day, is_workday=is_workday, source=source) for day in differing)
    _count_again()
    return len(differing)


@transaction.atomic
def plan_year(year: int, *, source: str, by: User) -> None:
    """Say that a year's holidays are complete: the warning about it goes."""
    _administrator(by)
    PlannedYear.objects.update_or_create(year=year, defaults={"source": source})


@transaction.atomic
def set_hours(centre: Centre, windows: dict[int, tuple[time, time]], *, by: User) -> None:
    """Set when somebody is on duty at a centre; without any window somebody always is."""
    if not (holds(by, Role.ADMINISTRATOR) or holds(by, Role.MANAGER, centre.pk)):
        raise WrongPerson(_("Only the administrator, or the manager of the same centre, can do this."))
    if any(day not in WEEK or opens >= closes for day, (opens, closes) in windows.items()):
        raise Invalid(_("A day must open before it closes."))
    OpeningHours.objects.filter(centre=centre).delete()
    OpeningHours.objects.bulk_create(OpeningHours(centre=centre, weekday=day, opens=opens, closes=closes) for day, (opens, closes) in windows.items())
    _count_again()


def recount_all() -> int:
    """Count every running clock again by the calendar as it is now. Return how many moved."""
    forget()
    return sum(_recount(pk, case_id) for pk, case_id in _running())


def _running() -> Iterable[tuple[int, int]]:
    return Deadline.objects.filter(closed_at=None, paused_at=None, period__amount__gt=0).order_by("pk").values_list("pk", "case_id").iterator(chunk_size=2000)


@transaction.atomic
def _recount(pk: int, case_id: int) -> bool:
    case = lock(case_id)
    deadline = Deadline.objects.select_related("period").filter(pk=pk, closed_at=None, paused_at=None).first()
    if deadline is None:
        return False
    deadline.case, before = case, deadline.due_at
    clocks.recount(deadline, at=clock.now())
    return deadline.due_at != before


def _count_again() -> None:
    forget()
    try:
        with transaction.atomic():
            app.configure_task("cases.recount", queueing_lock="cases.recount").defer()
    except AlreadyEnqueued:
        pass  # the job that waits will count by the new calendar too


def _administrator(by: Any) -> None:
    if not holds(by, Role.ADMINISTRATOR):
        raise WrongPerson(_("Only the administrator keeps the calendar."))
