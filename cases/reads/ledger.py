"""Each clock of a case as an account that anybody can check: what was counted, what stood still, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import clock
from cases.models import Case, Deadline
from cases.reads.calendar import calendar, hours_of
from cases.stages import STAFF_CLOCKS

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Standstill:
    """A pause in words."""

    reason: Any
    since: datetime
    until: datetime | None
    length: str


@dataclass(frozen=True, slots=True)
class Account:
    """One clock: whose turn, from when to when, how much is used and what was not counted."""

    deadline: Deadline
    used: str
    whole: str
    share: int  # percent of the period that is used
    pauses: tuple[Standstill, ...]
    off_duty: bool  # stands still outside the hours of duty
    unplanned: bool  # falls in a year whose holidays are not published
    state: str  # running, paused, late, met, missed


def ledger(case: Case, *, staff: bool, at: datetime) -> list[Account]:
    """Every clock of a case, the running ones first; the centre's own promises only for staff."""
    rows = Deadline.objects.filter(case=case).select_related("period", "obligation").prefetch_related("pauses")
    if not staff:
        rows = rows.exclude(period__code__in=STAFF_CLOCKS)
    accounts = [_account(case, row, at) for row in rows]
    return sorted(accounts, key=lambda a: (a.deadline.closed_at is not None, a.deadline.due_at))


def _account(case: Case, row: Deadline, at: datetime) -> Account:
    length, days, until = row.period.length(row.extra), calendar(), row.closed_at or at
    hours = hours_of(case.centre_id) if length.pace == clock.Pace.DUTY else clock.ALWAYS
    spans = [pause.span(until) for pause in row.pauses.all()]
    used = clock.counted(row.since, until, length, days, pauses=spans, hours=hours)
    whole = _whole(row, length)
    return Account(
        deadline=row,
        used=in_words(used, length),
        whole=in_words(whole, length),
        share=min(round(used / whole * 100), 100) if whole else 100,
        pauses=tuple(Standstill(p.get_reason_display(), p.since, p.until, in_words(_standing(span, length), length)) for p, span in zip(row.pauses.all(), spans, strict=True)),
        off_duty=bool(length.pace == clock.Pace.DUTY and hours.windows),
        unplanned=length.is_of_days and not days.is_planned(timezone.localdate(row.due_at - timedelta(seconds=1))),
        state=_state(row, at),
    )


def _whole(row: Deadline, length: clock.Length) -> timedelta:
    """The full length; agreed dates have none."""
    if length.unit == clock.Unit.YEARS:
        return clock.DAY * (timezone.localdate(row.due_at) - timezone.localdate(row.since)).days
    if length.is_of_days:
        return clock.DAY * length.amount
    return timedelta(**{str(length.unit): length.amount})


def _standing(span: clock.Span, length: clock.Length) -> timedelta:
    """How long a clock stood still: in whole days where days are counted."""
    if not length.is_of_days:
        return span[1] - span[0]
    return timezone.localdate(span[1]) - timezone.localdate(span[0])


def _state(row: Deadline, at: datetime) -> str:
    if row.closed_at is not None:
        return "missed" if row.closed_at > row.due_at else "met"
    if row.paused_at is not None:
        return "paused"
    return "late" if at > row.due_at else "running"


def in_words(span: timedelta, length: clock.Length) -> str:
    """A length as people say it: days, working days, or hours, minutes and seconds."""
    if length.is_of_days:
        days = max(span.days, 0)
        if length.unit == clock.Unit.WORKDAYS:
            return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    seconds = max(int(span.total_seconds()), 0)
    if seconds >= HOUR:
        return _("%(h)d h %(m)d min") % {"h": seconds // HOUR, "m": seconds % HOUR // MINUTE}
    return _("%(m)d min %(s)d s") % {"m": seconds // MINUTE, "s": seconds % MINUTE} if seconds >= MINUTE else _("%(s)d s") % {"s": seconds}
