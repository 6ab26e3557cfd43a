"""The fee of an accepted lawsuit: paid at the court, noted here so that nobody is reminded of it again."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.models import Deadline
from cases.rules import is_clerk
from courtlink.actions.court_clocks import FEE
from courtlink.actions.deliver import locked, note
from courtlink.models import Filing
from mediation.refusals import WrongMoment, WrongPerson


@transaction.atomic
def note_fee_paid(filing_id: int, *, by: Any) -> Filing:
    """Whoever sues, or the clerk, says that it is paid: its clock stops (费用 22)."""
    filing = locked(filing_id)
    if filing.created_by_id != by.pk and not is_clerk.test(by, filing.case):
        raise WrongPerson(_("Only whoever filed this, or the court, can say so."))
    open_fee = Deadline.objects.filter(pk__in=filing.clocks.values("deadline"), period__code=FEE, closed_at=None)
    if not open_fee.update(closed_at=clock.now(), ring_at=None):
        raise WrongMoment(_("No fee is open here."))
    note(filing, "fee_paid", by=by, law="费用 22")
    return filing
