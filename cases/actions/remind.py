"""Clocks that ran out: remind whoever's turn it is, once. No timer decides a case."""

from django.db import transaction

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.models import Deadline
from cases.notices import facts
from mediation.outreach.actions import tell
from mediation.people.roles import SYSTEM

BATCH = 200


def remind_due() -> int:
    """Remind for every open clock that is overdue and not yet reminded. Return how many."""
    due = Deadline.objects.filter(closed_at=None, reminded_at=None, due_at__lte=clock.now()).order_by("due_at")
    keys = list(due.values_list("pk", "case_id")[:BATCH])
    for pk, case_id in keys:
        _remind(pk, case_id)
    return len(keys)


@transaction.atomic
def _remind(pk: int, case_id: int) -> None:
    case = lock(case_id)
    at = clock.now()
    if not Deadline.objects.filter(pk=pk, closed_at=None, reminded_at=None).update(reminded_at=at):
        return  # another worker was faster
    deadline = Deadline.objects.select_related("period", "holder").get(pk=pk)
    record.record(case, "clock_ran_out", by=SYSTEM, at=at, law=deadline.period.source[:80], facts={"clock": deadline.period.code, "turn": deadline.turn})
    if deadline.holder is not None:
        tell(user=deadline.holder, template="overdue", facts=facts(case, case.page_url), key=f"deadline:{pk}")
