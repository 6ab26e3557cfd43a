"""More time for the court's own decision: with the president's approval, once, and never beyond the limit of the law (确认规定 5)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks
from courtlink.actions.clerk import locked_for
from courtlink.actions.deliver import elsewhere, note
from courtlink.models import Filing
from courtlink.reads import clock_to_prolong, more_time
from mediation.refusals import Invalid

LONGEST = 300  # characters of the reason


@transaction.atomic
def prolong(filing_id: int, *, by: Any, why: str) -> Filing:
    """Prolong the court's clock. Invalid without a reason, WrongMoment where no clock runs that could be prolonged (any more)."""
    filing = locked_for(filing_id, by)
    row, now = clock_to_prolong(filing), clock.now()
    more = more_time(filing, timezone.localdate(now))
    if row is None or more is None:
        raise elsewhere(filing)
    if not why.strip():
        said = _("Please say what is special about this case, and when the president of the court approved.")
        raise Invalid(said, fields={"remark": [said]})
    row.deadline.extra += more.amount
    clocks.recount(row.deadline, at=now)
    row.prolonged_at, row.prolonged_by, row.prolonged_why = now, by, why.strip()[:LONGEST]
    row.save(update_fields=["prolonged_at", "prolonged_by", "prolonged_why"])
    note(filing, "filing_prolonged", by=by, law=more.source, days=more.amount)
    return filing
