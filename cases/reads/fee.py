"""What a court takes for a lawsuit about money (half of it when it is mediated or withdrawn) or an enforcement: an estimate (费用 13–15)."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from cases.models import CourtFee, Proceeding

CENT = Decimal("0.01")


def court_fee(amount: Decimal, day: date, proceeding: str = Proceeding.LAWSUIT) -> Decimal:
    """The fee in yuan for so many yuan by the brackets in force on a day; each part at the rate of its bracket."""
    brackets = list(CourtFee.objects.on(day).filter(proceeding=proceeding))
    if not brackets:
        raise LookupError("no brackets of court fees on this day")
    total = sum((b.base for b in brackets), Decimal(0))
    for bracket, following in pairwise([*brackets, None]):
        if bracket is not None and amount > bracket.above:
            upper = amount if following is None else min(amount, following.above)
            total += (upper - bracket.above) * bracket.percent / 100
    return total.quantize(CENT)
