"""Papers that are taken back before the court has decided: by a party, or because the case has gone another way."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.court import note_filing
from cases.actions.move import lock
from cases.models import Case
from cases.reads.roles import seat_of
from courtlink.actions import court_clocks
from courtlink.actions.deliver import facts_of, locked, plan_withdrawal
from courtlink.flow import CAN_BE_TAKEN_BACK
from courtlink.kind_table import row_of
from courtlink.kinds import FilingKind, FilingState
from courtlink.models import Filing
from mediation.people.roles import SYSTEM
from mediation.refusals import WrongMoment, WrongPerson


@transaction.atomic
def take_back(filing_id: int, *, by: Any) -> Filing:
    """A party takes a lawsuit back, or either side its joint application; a new one can be sent later (CPL 148)."""
    filing = locked(filing_id)
    seat = seat_of(by, filing.case)
    if seat is None or (filing.kind == FilingKind.LAWSUIT and filing.created_by_id != by.pk):
        raise WrongPerson(_("Only whoever filed this can take it back."))
    if filing.state not in CAN_BE_TAKEN_BACK:
        raise WrongMoment(_("This filing is already at: %(state)s.") % {"state": filing.get_state_display()})
    return _withdraw(filing, by=by, role=seat.side)


@transaction.atomic
def follow_case(case_id: int) -> int:
    """Take back every open filing that the case has left behind (withdrawn, settled, mediated again). Return how many."""
    case: Case = lock(case_id)
    open_ones = Filing.objects.select_for_update(of=("self",)).filter(case=case, state__in=CAN_BE_TAKEN_BACK)
    left_behind = [filing for filing in open_ones if case.stage != row_of(filing.kind).stage]
    for filing in left_behind:
        _withdraw(filing, by=SYSTEM, role="system")
    return len(left_behind)


@transaction.atomic
def deemed_withdrawn(filing_id: int) -> Filing:
    """A court of its own system regards it as withdrawn: nobody came, nothing was supplied (解释 357)."""
    filing = locked(filing_id)
    if filing.state not in CAN_BE_TAKEN_BACK:
        raise WrongMoment(_("This filing is already at: %(state)s.") % {"state": filing.get_state_display()})
    return _withdraw(filing, by=SYSTEM, role="clerk", there=True)


def _withdraw(filing: Filing, *, by: Any, role: str, there: bool = False) -> Filing:
    filing.state, filing.decided_at, filing.next_at = FilingState.WITHDRAWN, clock.now(), None
    filing.save(update_fields=["state", "decided_at", "next_at"])
    court_clocks.stop(filing, at=filing.decided_at)
    note_filing(filing.case_id, "filing_withdrawn", by=by, role=role, law="CPL 148", facts=facts_of(filing))
    if not there:
        plan_withdrawal(filing, 0, filing.decided_at)
    return filing
