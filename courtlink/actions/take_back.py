"""Papers that are taken back before the court has decided: by a party, or because the case has gone another way."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.agree import is_signing
from cases.actions.move import lock
from cases.models import Case, reasons_on
from cases.reads.roles import seat_of
from courtlink.actions import court_clocks
from courtlink.actions.claim import let_go
from courtlink.actions.clerk import locked_for
from courtlink.actions.deliver import elsewhere, locked, note, plan_withdrawal
from courtlink.actions.hearings import drop_dates
from courtlink.flow import CAN_BE_TAKEN_BACK, IN_HAND, can_be_taken_back
from courtlink.kind_table import row_of
from courtlink.kinds import Adapter, DeemedReason, FilingState
from courtlink.models import Filing
from courtlink.reads import court_of
from mediation.people.roles import SYSTEM
from mediation.refusals import Invalid, WrongMoment, WrongPerson


@transaction.atomic
def take_back(filing_id: int, *, by: Any) -> Filing:
    """Whoever filed takes papers back, or either side its joint application; a new one can be sent later (CPL 148)."""
    filing = locked(filing_id)
    seat = seat_of(by, filing.case)
    if seat is None or (not row_of(filing.kind).joint and filing.created_by_id != by.pk):
        raise WrongPerson(_("Only whoever filed this can take it back."))
    _refuse_late(filing)
    if filing.state == FilingState.ACCEPTED and court_of(filing.case.court_id).adapter == Adapter.HTTP:
        raise WrongMoment(_("The court has accepted it in a system of its own. Please tell the court that you take it back."))
    return _withdraw(filing, by=by, role=seat.side)


@transaction.atomic
def follow_case(case_id: int) -> int:
    """Take back every open filing that the case has left behind (withdrawn, settled, mediated again). Return how many."""
    case: Case = lock(case_id)
    open_ones = Filing.objects.select_for_update(of=("self",)).filter(case=case, state__in=CAN_BE_TAKEN_BACK)
    left_behind = [filing for filing in open_ones if can_be_taken_back(filing.state, filing.kind) and not _fits(filing, case)]
    for filing in left_behind:
        _withdraw(filing, by=SYSTEM, role="system")
    return len(left_behind)


def _fits(filing: Filing, case: Case) -> bool:
    """Can it still lead to something? A draft that is signed together with the agreement waits for the seal."""
    waits = filing.state == FilingState.DRAFT and row_of(filing.kind).joint and case.amendment_id is None and is_signing(case)
    return waits or case.stage == row_of(filing.kind).stage


@transaction.atomic
def deem_withdrawn(filing_id: int, *, by: Any, reason: str = "") -> Filing:
    """The court regards it as taken back: nobody came when called, or nothing was supplied (解释 357). A clerk here names which."""
    filing = locked_for(filing_id, by)
    if by is not SYSTEM:
        if filing.state not in IN_HAND:
            raise elsewhere(filing)
        if reason not in dict(reasons_on(DeemedReason, timezone.localdate(clock.now()))):
            raise Invalid(_("Please choose a reason."))
    _refuse_late(filing)
    filing.reason = reason
    return _withdraw(filing, by=by, role="clerk", law="解释 357", there=True)


def _refuse_late(filing: Filing) -> None:
    if not can_be_taken_back(filing.state, filing.kind):
        raise elsewhere(filing)


def _withdraw(filing: Filing, *, by: Any, role: str, law: str = "CPL 148", there: bool = False) -> Filing:
    filing.state, filing.decided_at, filing.next_at = FilingState.WITHDRAWN, clock.now(), None
    let_go(filing)
    filing.save(update_fields=["state", "reason", "decided_at", "next_at", "reviewer", "reviewer_since"])
    court_clocks.stop(filing, at=filing.decided_at)
    drop_dates(filing)
    note(filing, "filing_withdrawn", by=by, role=role, law=law, reason=filing.reason)
    if not there:
        plan_withdrawal(filing, 0, filing.decided_at)
    return filing
