"""Alarms of the clocks: remind whoever's turn it is, say when time is up, escalate. No alarm decides a case.

`ring_due` may run in many processes at once and be killed at any moment: each alarm is one
transaction that holds the case's lock and moves the clock to its next alarm.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from cases import clock
from cases.actions import court, mediators, record, rounds
from cases.actions.move import lock
from cases.alarms import Alarm, between, is_night, morning_after
from cases.kinds import Audience
from cases.models import Case, Deadline
from cases.models.reference import Expiry
from cases.notices import about_clock, holders, superiors
from cases.stages import SERVICE_CLOCKS, STAFF_CLOCKS
from mediation.outreach.actions import tell
from mediation.people.roles import SYSTEM

BATCH = 100
AGAIN = timedelta(minutes=1)  # after a failure of ours
ON_EXPIRY: dict[str, Callable[[Case], None]] = {
    Expiry.APPOINT: mediators.choice_over,
    Expiry.RELEASE_MEDIATOR: mediators.release_silent,
    Expiry.END_ROUND: rounds.expire,
    Expiry.OFFER_COMPLAINT: court.offer_complaint,
}
log = structlog.get_logger(__name__)


def ring_due() -> int:
    """Ring every clock whose moment has come. Return how many were looked at."""
    keys = list(Deadline.objects.filter(ring_at__lte=clock.now()).order_by("ring_at").values_list("pk", "case_id")[:BATCH])
    for pk, case_id in keys:
        try:
            _ring(pk, case_id)
        except Exception:  # one broken clock must not silence the others
            log.exception("alarm_failed", deadline=pk)
            Deadline.objects.filter(pk=pk, ring_at__isnull=False).update(ring_at=clock.now() + AGAIN)
    return len(keys)


def next_alarm() -> datetime | None:
    """When the next clock rings, or None when none will."""
    return Deadline.objects.filter(ring_at__isnull=False).order_by("ring_at").values_list("ring_at", flat=True).first()


@transaction.atomic
def _ring(pk: int, case_id: int) -> None:
    case, at = lock(case_id), clock.now()
    deadline = Deadline.objects.select_related("period", "holder").filter(pk=pk, ring_at__lte=at).first()
    if deadline is None or deadline.ring_at is None:
        return  # another process was faster, or the case moved on
    deadline.case = case
    passed = list(between(deadline.period.alarms, deadline.since, deadline.due_at, deadline.ring_at, at))
    ended = any(alarm.is_end for alarm in passed)
    if ended:
        deadline.expired_at = at
        _say_that_time_is_up(case, deadline, at=at)
    elif passed and passed[-1].is_reminder:
        tell_of(deadline, holders(deadline, case), "reminder", mark=passed[-1].mark, at=at)
    for alarm in passed:
        if not alarm.is_end and not alarm.is_reminder:
            _escalate(case, deadline, alarm, at=at)
    deadline.set_alarm(at)
    deadline.save(update_fields=["expired_at", "ring_at"])
    if ended and deadline.period.on_expiry:
        ON_EXPIRY[deadline.period.on_expiry](case)


def _say_that_time_is_up(case: Case, deadline: Deadline, *, at: datetime) -> None:
    # The centre's own promises are seconds long: they colour its desk, and are neither texted nor shown to the parties.
    promise = deadline.period.code in SERVICE_CLOCKS
    audience = Audience.MEDIATOR if deadline.period.code in STAFF_CLOCKS else Audience.ALL
    facts = {"clock": deadline.period.code, "turn": deadline.turn}
    record.record(case, "clock_ran_out", by=SYSTEM, at=at, law=deadline.period.source[:80], audience=audience, facts=facts)
    if not promise:
        tell_of(deadline, holders(deadline, case), "overdue", mark="0", at=at)


def _escalate(case: Case, deadline: Deadline, alarm: Alarm, *, at: datetime) -> None:
    """Nobody acted: tell those above, one level higher with each alarm."""
    marks = [mark for mark in deadline.period.alarms.split() if mark.startswith("+")]
    level = marks.index(alarm.mark) + 1
    record.record(case, "escalated", by=SYSTEM, at=at, audience=Audience.MEDIATOR, facts={"clock": deadline.period.code, "level": level})
    tell_of(deadline, superiors(deadline, case, level), "escalated", mark=alarm.mark, at=at)


def tell_of(deadline: Deadline, readers: list[dict[str, Any]], template: str, *, mark: str, at: datetime) -> None:
    """Text each of them about a clock, in the morning when it is night; the same mark a second time tells nobody anew."""
    not_before = morning_after(at) if is_night(at) else None
    for number, reader in enumerate(readers):
        reader["facts"] |= about_clock(deadline)
        tell(template=template, key=f"deadline:{deadline.pk}:{mark}:{number}", not_before=not_before, **reader)
