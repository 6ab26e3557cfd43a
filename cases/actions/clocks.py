"""Start and stop the clocks of a case. Rows only; nothing here decides a case."""

from datetime import datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone

from cases import clock
from cases.kinds import Stage, Turn
from cases.models import Case, Deadline, Period
from cases.stages import CLOCK, TURN


@lru_cache(maxsize=256)
def _period(code: str, day: str) -> Period:
    """The dated row; cached for the day, because the law does not change within one."""
    return Period.objects.on(datetime.fromisoformat(day).date()).get(code=code)


def period(code: str, at: datetime) -> Period:
    """Return the period in force at a moment; LookupError-like DoesNotExist when the table lacks it."""
    return _period(code, timezone.localdate(at).isoformat())


def new_clock(case: Case, code: str, *, turn: str, at: datetime, due_at: datetime | None = None) -> Deadline:
    """Return an unsaved deadline for whoever's turn it is."""
    row = period(code, at)
    latest = case.latest_round if turn == Turn.MEDIATOR else None
    centre = {Turn.DISPATCHER: case.centre_id, Turn.CLERK: case.court_id}.get(Turn(turn))
    return Deadline(
        case=case,
        period=row,
        turn=turn,
        holder=latest.mediator if latest else None,
        centre_id=centre,
        since=at,
        due_at=due_at or clock.due(at, row.amount, clock.Unit(row.unit)),
    )


def start(case: Case, code: str, *, turn: str, at: datetime, due_at: datetime | None = None) -> Deadline:
    """Start a clock."""
    deadline = new_clock(case, code, turn=turn, at=at, due_at=due_at)
    deadline.save(force_insert=True)
    return deadline


def stop(case: Case, *, at: datetime, codes: tuple[str, ...] = ()) -> None:
    """Stop the named clocks, or all of them."""
    running = Deadline.objects.filter(case=case, closed_at=None)
    if codes:
        running = running.filter(period__code__in=codes)
    running.update(closed_at=at)


def turn_over(case: Case, *, at: datetime) -> None:
    """Stop the clocks of the old stage and start the one of the new stage."""
    stop(case, at=at)
    stage = Stage(case.stage)
    if (code := CLOCK.get(stage)) is None:
        return
    turn = Turn.DISPATCHER if stage == Stage.PERFORMED else TURN[stage]
    start(case, code, turn=turn, at=at, due_at=_obligation_due(case) if code == "T-OBL" else None)


def _obligation_due(case: Case) -> datetime | None:
    """The end of the day on which the next obligation is due."""
    agreement = case.present_agreement
    days = [o.due_on for o in agreement.obligations.all() if not o.is_closed] if agreement else []
    return datetime.combine(min(days) + timedelta(days=1), time(0), clock.SHANGHAI) if days else None
