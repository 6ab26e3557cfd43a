"""Ask for sealed bids, seal one, open it, compare. The server never has a figure before both are sealed (docs/sealed-bids.md)."""

import re
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import Side
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment
from rooms import sealing
from rooms.actions.table import Chair, chair, led, limit, of_a_side
from rooms.kinds import Reader
from rooms.models import Bid, Bidding, BiddingState, Figure

HASH = re.compile(r"[0-9a-f]{64}")
TOLD = (Reader.MEDIATOR.value, *Side.values)  # guests of both sides learn nothing of sealed bids


@transaction.atomic
def ask(sitting_id: int, *, by: User, asked: str, payer: str) -> Bidding:
    """The mediator asks both sides for one figure. Few times in a round: every "not yet" tells a side a little about the other."""
    taken = led(chair(sitting_id, by))
    if not asked.strip() or payer not in Side.values:
        raise Invalid(_("Please say what the figure is for, and who pays."))
    _close_overdue(taken)
    before = Bidding.objects.filter(round=taken.sitting.round_id)
    if before.filter(closed_at=None).exists():
        raise WrongMoment(_("Sealed figures are being compared already."))
    if before.count() >= limit("bid_rounds"):
        raise WrongMoment(_("Sealed figures can be compared at most %(most)s times in one mediation.") % {"most": limit("bid_rounds")})
    at = clock.now()
    bidding = Bidding(round=taken.sitting.round, number=before.count() + 1, by=by, asked=asked.strip(), payer=payer, opened_at=at)
    bidding.seal_until = at + timedelta(hours=limit("bid_seal_hours"))
    bidding.first_link = sealing.first_link(question(taken.sitting.case.number, bidding))
    bidding.save()
    return bidding


def question(case: str, bidding: Bidding) -> dict[str, object]:
    """What both sides answer; the chain of commitments begins with it."""
    return {
        "asked": bidding.asked,
        "bidding": bidding.number,
        "case": case,
        "opened_at": bidding.opened_at,
        "payer": bidding.payer,
        "round": bidding.round.number,
        "seal_until": bidding.seal_until,
    }


@transaction.atomic
def seal(sitting_id: int, *, by: User, number: int, commitment: str) -> Bid:
    """Keep a side's commitment, chained to the one before. With the second one the time to open begins."""
    taken = chair(sitting_id, by)
    side, bidding = of_a_side(taken), _running(taken, number, BiddingState.SEALING)
    if not HASH.fullmatch(commitment):
        raise Invalid(_("Your browser could not seal the figure. Please use another browser, or call the mediator."))
    bids = list(bidding.bids.all())
    if any(bid.side == side for bid in bids):
        raise WrongMoment(_("Your side has sealed its figure already. It cannot be changed."))
    at, before = clock.now(), bids[-1].link if bids else bidding.first_link
    bid = Bid.objects.create(bidding=bidding, side=side, by=by, commitment=commitment, at=at, link=sealing.next_link(before, side=side, commitment=commitment, at=at))
    if bids:
        bidding.state, bidding.open_until = BiddingState.OPENING, at + timedelta(hours=limit("bid_open_hours"))
        bidding.save(update_fields=["state", "open_until"])
    return bid


@transaction.atomic
def open_bid(sitting_id: int, *, by: User, number: int, amount: Decimal, nonce: str) -> Bidding:
    """Check a figure against its commitment; with the second one compare. Invalid when they do not fit: nothing changes, and it can be tried again."""
    taken = chair(sitting_id, by)
    side = of_a_side(taken)
    figure = Figure.objects.filter(bid__bidding__round=taken.sitting.round, bid__bidding__number=number, bid__side=side).select_related("bid__bidding").first()
    if figure is not None and (figure.amount, figure.nonce) == (f"{amount:.2f}", nonce):  # the device says the same again
        return figure.bid.bidding
    if figure is not None:
        raise WrongMoment(_("Your side has opened its figure already."))
    bidding = _running(taken, number, BiddingState.OPENING)
    bid = bidding.bids.get(side=side)
    if not HASH.fullmatch(nonce) or _commitment(taken, bidding, side, amount, nonce) != bid.commitment:
        raise Invalid(_("This amount and random number do not fit what your side sealed. Please enter them exactly as on your receipt."))
    Figure.objects.create(bid=bid, amount=f"{amount:.2f}", nonce=nonce, at=clock.now())
    _compare(bidding)
    return bidding


def _commitment(taken: Chair, bidding: Bidding, side: str, amount: Decimal, nonce: str) -> str:
    said = sealing.bid_bytes(case=taken.sitting.case.number, attempt=taken.sitting.round.number, bidding=bidding.number, side=side, amount=amount)
    return sealing.commitment_of(bytes.fromhex(nonce), said)


def _compare(bidding: Bidding) -> None:
    """With both figures: keep the plain midpoint when they meet, and nothing but "not yet" when they do not."""
    figures = {figure.bid.side: Decimal(figure.amount) for figure in Figure.objects.filter(bid__bidding=bidding).select_related("bid")}
    if len(figures) < len(Side):
        return
    middle = sealing.midpoint(least=figures[bidding.receiver], most=figures[bidding.payer])
    bidding.midpoint = "" if middle is None else f"{middle:.2f}"
    _close(bidding, BiddingState.APART if middle is None else BiddingState.MET)


@transaction.atomic
def call_off(sitting_id: int, *, by: User, number: int) -> Bidding:
    """The mediator ends it without a comparison."""
    taken = led(chair(sitting_id, by))
    bidding = _running(taken, number)
    _close(bidding, BiddingState.VOID)
    return bidding


def _running(taken: Chair, number: int, state: BiddingState | None = None) -> Bidding:
    _close_overdue(taken)
    bidding = Bidding.objects.select_related("round").filter(round=taken.sitting.round_id, number=number).first()
    if bidding is None or bidding.closed_at is not None or (state is not None and bidding.state != state):
        raise WrongMoment(_("This comparison of sealed figures has moved on. Please look again."))
    return bidding


def _close(bidding: Bidding, state: BiddingState) -> None:
    bidding.state, bidding.closed_at = state, clock.now()
    bidding.save(update_fields=["state", "closed_at", "midpoint"])


def _close_overdue(taken: Chair) -> None:
    """A side that never seals or never opens leaves no comparison; pages show it by its time, whether or not this has been written yet."""
    rows, at = Bidding.objects.filter(round=taken.sitting.round_id), clock.now()
    rows.filter(state=BiddingState.SEALING, seal_until__lte=at).update(state=BiddingState.VOID, closed_at=F("seal_until"))
    rows.filter(state=BiddingState.OPENING, open_until__lte=at).update(state=BiddingState.VOID, closed_at=F("open_until"))
