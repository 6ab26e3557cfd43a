"""Start, pause, extend, stop the clocks of a case. Rows only; nothing here decides a case."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cases import clock
from cases.kinds import Stage, Turn
from cases.models import Case, Deadline, Obligation, Pause, Period
from cases.reads.calendar import calendar, hours_of
from cases.stages import CLOCK, KEPT, TURN

PROMISED = (Stage.AGREED, Stage.CONFIRMED)  # where each open obligation has its clock


@lru_cache(maxsize=256)
def _period(code: str, day: str) -> Period:
    """The dated row; cached for the day, because the law does not change within one."""
    row = Period.objects.on(datetime.fromisoformat(day).date()).filter(code=code).order_by("-valid_from").first()
    if row is None:
        raise Period.DoesNotExist(code)
    return row  # type: ignore[no-any-return]


def period(code: str, at: datetime) -> Period:
    """Return the period in force at a moment; LookupError-like DoesNotExist when the table lacks it."""
    return _period(code, timezone.localdate(at).isoformat())


def new_clock(case: Case, code: str, *, turn: str, at: datetime, due_at: datetime | None = None, obligation: Obligation | None = None) -> Deadline:
    """Return an unsaved deadline for whoever's turn it is, with its first alarm."""
    latest = case.latest_round if turn == Turn.MEDIATOR else None
    centre = {Turn.DISPATCHER: case.centre_id, Turn.CLERK: case.court_id}.get(Turn(turn))
    deadline = Deadline(
        case=case, period=period(code, at), turn=turn, holder=latest.mediator if latest else None, centre_id=centre, since=at, due_at=due_at or at, obligation=obligation
    )
    if due_at is None:
        deadline.due_at = due_of(deadline)
    deadline.set_alarm(clock.now())
    return deadline


def due_of(deadline: Deadline, *, pauses: Iterable[clock.Span] = ()) -> datetime:
    """Count a clock by the calendar, its pauses and the hours of duty."""
    length = deadline.period.length(deadline.extra)
    hours = hours_of(deadline.case.centre_id) if length.pace != clock.Pace.ALWAYS else clock.ALWAYS
    return clock.due(deadline.since, length, calendar(), pauses=pauses, hours=hours)


def recount(deadline: Deadline, *, at: datetime) -> None:
    """Count a running clock again, after a pause, an extension or a new calendar; agreed dates stay as agreed."""
    if deadline.period.amount:
        deadline.due_at = due_of(deadline, pauses=[pause.span(at) for pause in deadline.pauses.all()])
    deadline.set_alarm(at)
    deadline.save(update_fields=["extra", "due_at", "ring_at", "paused_at"])


def start(case: Case, code: str, *, turn: str, at: datetime, due_at: datetime | None = None) -> Deadline:
    """Start a clock."""
    deadline = new_clock(case, code, turn=turn, at=at, due_at=due_at)
    deadline.save(force_insert=True)
    return deadline


def stop(case: Case, *, at: datetime, codes: Iterable[str] = (), but: Iterable[str] = ()) -> None:
    """Stop the named clocks, or all of them but some."""
    rows = running(case, codes)
    if but:
        rows = rows.exclude(period__code__in=list(but))
    rows.update(closed_at=at, ring_at=None)


def running(case: Case, codes: Iterable[str] = ()) -> QuerySet[Deadline]:
    """The clocks of a case that were not stopped."""
    rows = Deadline.objects.filter(case=case, closed_at=None)
    return rows.filter(period__code__in=list(codes)) if codes else rows


def pause(case: Case, codes: Iterable[str], *, reason: str, by: Any, at: datetime) -> int:
    """Let the named clocks stand still. Return how many did."""
    rows = list(running(case, codes).filter(paused_at=None))
    for deadline in rows:
        Pause.objects.create(deadline=deadline, reason=reason, since=at, by_id=getattr(by, "pk", None))
        deadline.paused_at, deadline.ring_at = at, None
        deadline.save(update_fields=["paused_at", "ring_at"])
    return len(rows)


def resume(case: Case, *, at: datetime) -> int:
    """Let every paused clock of a case go on; the time it stood is not counted. Return how many do."""
    rows = list(running(case).filter(paused_at__isnull=False).select_related("period", "case"))
    for deadline in rows:
        Pause.objects.filter(deadline=deadline, until=None).update(until=at)
        deadline.paused_at = None
        recount(deadline, at=at)
    return len(rows)


def turn_over(case: Case, *, at: datetime) -> None:
    """Stop the clocks of the old stage and start those of the new one; what was promised goes on."""
    stage = Stage(case.stage)
    kept = KEPT.get(stage, ())
    stop(case, at=at, but=kept)
    going_on = set(running(case, kept).values_list("period__code", flat=True)) if kept else set()
    code = case.dispute_type.limitation if stage == Stage.FAILED else CLOCK.get(stage)
    if code is not None and code not in going_on:
        _start_of_stage(case, stage, code, at=at)
    if stage in PROMISED and "T-OBL" not in going_on:
        start_obligations(case, at=at)


def start_obligations(case: Case, *, at: datetime) -> None:
    """Give every open obligation its clock, for the side that owes it."""
    agreement = case.present_agreement
    for duty in agreement.obligations.all() if agreement else ():
        if not duty.is_closed:
            new_clock(case, "T-OBL", turn=duty.debtor, at=at, due_at=clock.midnight(duty.due_on + clock.DAY), obligation=duty).save(force_insert=True)


def _start_of_stage(case: Case, stage: Stage, code: str, *, at: datetime) -> None:
    """The window for confirmation counts from the effect of the agreement (PML 33), that for enforcement from the last day agreed (CPL 250)."""
    since, agreement = at, case.present_agreement
    if code == "T-ENF" and agreement is not None and not agreement.is_enforceable:
        code = case.dispute_type.limitation  # a contract is sued for, not enforced (PML 32)
    if code == "T-CONF30" and agreement is not None and agreement.effective_at is not None:
        since = agreement.effective_at
    elif code == "T-ENF" and agreement is not None:
        since = max((clock.midnight(duty.due_on) for duty in agreement.obligations.all()), default=at)
    deadline = new_clock(case, code, turn=Turn.DISPATCHER if stage == Stage.PERFORMED else TURN[stage], at=since)
    if deadline.due_at > at:
        deadline.save(force_insert=True)
