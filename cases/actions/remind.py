"""Clocks that ran out. A timer reminds whoever's turn it is, takes a round back from a silent mediator and ends a round whose period is over; it never decides a case."""

from collections.abc import Callable

from django.db import transaction

from cases import clock
from cases.actions import record, rounds
from cases.actions.move import lock
from cases.kinds import Audience
from cases.models import Case, Deadline
from cases.notices import holders
from cases.stages import SERVICE_CLOCKS
from mediation.outreach.actions import tell
from mediation.people.roles import SYSTEM

BATCH = 200
# What the law says happens besides the reminder (domain table 6.6).
ON_EXPIRY: dict[str, Callable[[Case], None]] = {"T-ACC": rounds.release_silent, "T-ROUND": rounds.expire, "T-ENTR": rounds.expire}


def remind_due() -> int:
    """Act on every open clock that ran out and was not acted on. Return how many."""
    due = Deadline.objects.filter(closed_at=None, reminded_at=None, due_at__lte=clock.now()).order_by("due_at")
    keys = list(due.values_list("pk", "case_id")[:BATCH])
    for pk, case_id in keys:
        _run_out(pk, case_id)
    return len(keys)


@transaction.atomic
def _run_out(pk: int, case_id: int) -> None:
    case = lock(case_id)
    at = clock.now()
    if not Deadline.objects.filter(pk=pk, closed_at=None, reminded_at=None).update(reminded_at=at):
        return  # another worker was faster, or the case moved on
    deadline = Deadline.objects.select_related("period", "holder").get(pk=pk)
    code = deadline.period.code
    # The centre's own promises are seconds long: they colour its desk, and are neither texted nor shown to the parties.
    promise = code in SERVICE_CLOCKS
    audience = Audience.MEDIATOR if promise else Audience.ALL
    record.record(case, "clock_ran_out", by=SYSTEM, at=at, law=deadline.period.source[:80], audience=audience, facts={"clock": code, "turn": deadline.turn})
    for number, reader in enumerate(() if promise else holders(deadline, case)):
        tell(template="overdue", key=f"deadline:{pk}:{number}", **reader)
    if code in ON_EXPIRY:
        ON_EXPIRY[code](case)
