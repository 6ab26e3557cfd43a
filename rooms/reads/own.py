"""What a person put on the table or sealed, for their own data (PIPL 45)."""

from typing import Any

from rooms.models import Confirmation, Figure, Offer


def offered_by(user: Any) -> list[dict[str, Any]]:
    """Every offer of this person, with its sheet."""
    rows = Offer.objects.filter(by=user).select_related("round__case").prefetch_related("lines")
    return [
        {
            "case": offer.round.case.number,
            "at": offer.made_at,
            "to": offer.audience,
            "payer": offer.payer,
            "amount": offer.amount,
            "terms": offer.terms,
            "sheet": [{"what": line.what, "amount": line.amount, "why": line.why} for line in offer.lines.all()],
            "state": offer.state,
        }
        for offer in rows
    ]


def sealed_by(user: Any) -> list[dict[str, Any]]:
    """Every figure that this person sealed and opened."""
    rows = Figure.objects.filter(bid__by=user).select_related("bid__bidding__round__case")
    return [{"case": f.bid.bidding.round.case.number, "at": f.bid.at, "amount": f.amount, "nonce": f.nonce, "commitment": f.bid.commitment} for f in rows]


def said_to_minutes(user: Any) -> list[dict[str, Any]]:
    """What this person said to minutes."""
    rows = Confirmation.objects.filter(seat__user=user).select_related("minutes__sitting__case")
    return [{"case": c.minutes.sitting.case.number, "at": c.at, "agrees": c.agrees, "words": c.words, "sha256": c.minutes.sha256} for c in rows]
