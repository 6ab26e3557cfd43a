"""What lies on the table of a round, for one reader: offers and sealed bids, with what this reader may do."""

from dataclasses import dataclass
from datetime import datetime

from rooms.kinds import OWN_ROLES, Reader
from rooms.models import Bid, Bidding, BiddingState, Figure, Offer, OfferState, ProposalAnswer, Seat, Sitting
from rooms.models.bidding import RUNNING


@dataclass(frozen=True, slots=True)
class Shown:
    """One offer as a reader sees it. `number` counts what is on the table; a confided offer has none."""

    offer: Offer
    number: int | None
    state: OfferState
    mine: bool
    may_answer: bool
    my_answer: bool | None
    answers: tuple[ProposalAnswer, ...]  # to a proposal, for its mediator

    @property
    def is_open(self) -> bool:
        """Does it still wait?"""
        return self.state == OfferState.OPEN


def speaks(seat: Seat) -> bool:
    """May this person make and answer offers for a side?"""
    return seat.role in OWN_ROLES


def offers_for(sitting: Sitting, seat: Seat, now: datetime) -> list[Shown]:
    """Every offer this seat may see: first what is confided, then the table from its newest to its first."""
    reader = seat.reader
    rows = list(Offer.objects.visible_to(reader, sitting).select_related("by").prefetch_related("lines"))
    table = [offer.pk for offer in sorted((o for o in rows if not o.is_private), key=lambda o: (o.shown_at, o.pk))]
    answers: dict[int, list[ProposalAnswer]] = {}
    for answer in ProposalAnswer.objects.visible_to(reader, sitting):
        answers.setdefault(answer.offer_id, []).append(answer)
    numbers = {pk: number for number, pk in enumerate(table, start=1)}
    shown = [_shown(offer, numbers.get(offer.pk), seat, answers.get(offer.pk, []), now) for offer in rows]
    return sorted(shown, key=lambda s: (s.number is not None, -(s.number or 0)))


def _shown(offer: Offer, number: int | None, seat: Seat, answers: list[ProposalAnswer], now: datetime) -> Shown:
    over = offer.state == OfferState.OPEN and offer.expires_at <= now
    state = OfferState.EXPIRED if over else OfferState(offer.state)
    leads, mine = seat.reader == Reader.MEDIATOR, offer.side == seat.reader or (offer.is_proposal and seat.reader == Reader.MEDIATOR)
    return Shown(
        offer=offer,
        number=number,
        state=state,
        mine=mine and (leads or speaks(seat)),
        may_answer=state == OfferState.OPEN and not offer.is_private and not mine and speaks(seat) and not answers,
        my_answer=answers[0].yes if answers and not leads else None,
        answers=tuple(answers) if leads else (),
    )


@dataclass(frozen=True, slots=True)
class ShownBidding:
    """Sealed bids as a reader sees them: the other side's figure is nowhere in it, and its commitment only when both are bound."""

    bidding: Bidding
    state: BiddingState
    side: str  # whose figure this reader seals and opens; "" for who does not
    mine: Bid | None
    figure: Figure | None
    bids: tuple[Bid, ...]
    sealed: int

    @property
    def is_running(self) -> bool:
        """Still going on?"""
        return self.state in RUNNING

    @property
    def may_seal(self) -> bool:
        """Is this reader's figure waited for?"""
        return self.state == BiddingState.SEALING and bool(self.side) and self.mine is None

    @property
    def may_open(self) -> bool:
        """Is this reader's sealed figure waited for?"""
        return self.state == BiddingState.OPENING and bool(self.side) and self.mine is not None and self.figure is None

    @property
    def gives(self) -> bool:
        """Is it the most that this reader's side pays (else the least that it takes)?"""
        return self.side == self.bidding.payer


def biddings_for(sitting: Sitting, seat: Seat, now: datetime) -> list[ShownBidding]:
    """Every comparison of sealed figures of the round, the newest first."""
    rows = Bidding.objects.visible_to(seat.reader, sitting).select_related("round").prefetch_related("bids").order_by("-number")
    figures = {figure.bid_id: figure for figure in Figure.objects.visible_to(seat.reader, sitting)}
    return [_bidding(row, seat, figures, now) for row in rows]


def _bidding(row: Bidding, seat: Seat, figures: dict[int, Figure], now: datetime) -> ShownBidding:
    bids = list(row.bids.all())
    mine = next((bid for bid in bids if bid.side == seat.reader), None)
    until = row.open_until if row.state == BiddingState.OPENING else row.seal_until
    over = row.state in RUNNING and until is not None and until <= now
    return ShownBidding(
        bidding=row,
        state=BiddingState.VOID if over else BiddingState(row.state),
        side=seat.reader if speaks(seat) else "",
        mine=mine,
        figure=figures.get(mine.pk) if mine else None,
        bids=tuple(bids) if len(bids) > 1 else tuple(bid for bid in bids if bid is mine),
        sealed=len(bids),
    )
