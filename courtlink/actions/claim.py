"""Who has a filing in hand at the court, and who else looks at it: two people do not decide the same papers."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cases import clock
from courtlink.actions.clerk import at_this_court, refuse_meddling
from courtlink.actions.deliver import elsewhere
from courtlink.flow import IN_HAND
from courtlink.models import Filing, Glance
from mediation.ledger.actions import record
from mediation.people.models import User
from mediation.people.roles import SYSTEM

OPEN_FOR = timedelta(seconds=45)  # the page says every fifteen that it is still open


def put_in_hand(filing: Filing, *, by: Any) -> None:
    """Note who reads it from now on. The filing is locked and saved by whoever calls; a court of its own system names nobody."""
    filing.reviewer, filing.reviewer_since = (None, None) if by is SYSTEM else (by, clock.now())


@transaction.atomic
def take_over(filing_id: int, *, by: Any) -> Filing:
    """Go on with papers that a colleague has in hand, or nobody; who had them is kept on record."""
    filing = _in_review(filing_id, by)
    if filing.reviewer_id != by.pk:
        record(verb="take_over", subject=f"filing:{filing.ref}", by=by, before=filing.reviewer_id or 0)
        put_in_hand(filing, by=by)
        filing.save(update_fields=["reviewer", "reviewer_since"])
    return filing


@transaction.atomic
def put_back(filing_id: int, *, by: Any) -> Filing:
    """Lay it back for the colleagues. It stays where it stands; the court's clocks go on."""
    filing = _in_review(filing_id, by)
    refuse_meddling(filing, by=by)
    let_go(filing)
    filing.save(update_fields=["reviewer", "reviewer_since"])
    return filing


def let_go(filing: Filing) -> None:
    """Nobody has it in hand any more. The filing is locked and saved by whoever calls."""
    filing.reviewer = filing.reviewer_since = None
    Glance.objects.filter(filing=filing).delete()


def glance(filing: Filing, *, by: User, at: datetime | None = None) -> list[User]:
    """Say that somebody has it open, and return which colleagues have it open too."""
    now = at or clock.now()
    Glance.objects.update_or_create(filing=filing, reader=by, defaults={"at": now})
    return [one.reader for one in Glance.objects.filter(filing=filing, at__gte=now - OPEN_FOR).exclude(reader=by).select_related("reader").order_by("pk")]


def _in_review(filing_id: int, by: Any) -> Filing:
    filing = at_this_court(filing_id, by)
    if filing.state not in IN_HAND:
        raise elsewhere(filing)
    return filing
