"""Walk the roots of all days: is each made of the chains as they are, and does its time-stamp hold?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from cases.models import Step
from mediation.ledger.days import wrong_day
from mediation.ledger.models import DayRoot
from mediation.papers.signing.stamps import BadStamp, stamped_at


class Day(NamedTuple):
    """A day, what does not hold about it (empty: nothing), and the moment that a time-stamp proves."""

    day: date
    fault: str
    stamped: datetime | None


def judged_days() -> Iterator[Day]:
    """Every day, the oldest first."""
    before: DayRoot | None = None
    for made in DayRoot.objects.select_related("stamp").prefetch_related("leaves").order_by("day"):
        fault, stamped = wrong_day(made, before) or _unknown(made), None
        if hasattr(made, "stamp"):
            try:
                stamped = stamped_at(bytes(made.stamp.token), bytes(made.root))
            except BadStamp:
                fault = fault or "stamp"
        yield Day(made.day, fault, stamped)
        before = made


def _unknown(made: DayRoot) -> str:
    """Say which chain has no link with the hash that was its last one on this day: it was changed since."""
    leaves = {row.subject.removeprefix("case:"): bytes(row.head) for row in made.leaves.all() if row.subject.startswith("case:")}
    there = {(number, bytes(head)) for number, head in Step.objects.filter(case__number__in=leaves).values_list("case__number", "hash")}
    return next((f"chain of {number}" for number, head in leaves.items() if (number, head) not in there), "")
