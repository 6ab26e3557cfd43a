"""What a lawsuit about money costs at the court: an estimate, half of it when it is mediated or withdrawn (费用 13, 15)."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from cases.models import CourtFee

CENT = Decimal("0.01")


def court_fee(amount: Decimal, day: date) -> Decimal:
    """The fee in yuan for a claim of so many yuan by the brackets in force on a day; each part at the rate of its bracket."""
    brackets = list(CourtFee.objects.on(day))
    if not brackets:
        raise LookupError("no brackets of court fees on this day")
    total = sum((b.base for b in brackets), Decimal(0))
    for bracket, following in pairwise([*brackets, None]):
        if bracket is not None and amount > bracket.above:
            upper = amount if following is None else min(amount, following.above)
            total += (upper - bracket.above) * bracket.percent / 100
    return total.quantize(CENT)
