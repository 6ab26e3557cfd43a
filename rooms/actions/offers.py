"""Make an offer, confide it to the mediator, put it on the table, answer it, take it back.

Each deed returns who has something new to look at. An acceptance binds nobody: it leads to writing the agreement.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import Audience, Side
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions.table import Chair, chair, limit, of_a_side
from rooms.kinds import Reader
from rooms.models import Offer, OfferState, ProposalAnswer, SheetLine

Readers = tuple[str, ...]
EVERYBODY: Readers = tuple(Reader.values)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet: what, how much (signed), why."""

    what: str
    amount: Decimal
    why: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody offers."""

    terms: str = ""
    amount: Decimal | None = None
    payer: str = ""
    lines: tuple[Line, ...] = ()
    days: int | None = None


@transaction.atomic
def make_offer(sitting_id: int, *, by: User, words: Words, private: bool = False) -> Readers:
    """Put an offer on the table, or confide it to the mediator. On the table it answers the other side's open one."""
    taken = chair(sitting_id, by)
    _check(words)
    side = "" if taken.leads else of_a_side(taken)
    if private and not side:
        raise Invalid(_("A proposal of the mediator is for both sides."))
    _close_overdue(taken)
    offer = _new(taken, words, side=side, by=by)
    if private:
        if _open(taken, side):
            raise WrongMoment(_("You have confided an offer already. Put it on the table or take it back first."))
        offer.audience = side
        offer.save()
    else:
        _put(taken, offer)
    SheetLine.objects.bulk_create(SheetLine(offer=offer, position=n, what=line.what, amount=line.amount, why=line.why) for n, line in enumerate(words.lines, start=1))
    return _readers(offer)


@transaction.atomic
def show_offer(sitting_id: int, *, by: User) -> Readers:
    """Put on the table what one had confided to the mediator; its time begins anew, and nobody learns how long it lay there."""
    taken = chair(sitting_id, by)
    side = of_a_side(taken)
    _close_overdue(taken)
    offer = _open(taken, side)
    if offer is None:
        raise WrongMoment(_("This offer is not waiting any more."))
    offer.expires_at = clock.now() + (offer.expires_at - offer.made_at)
    _put(taken, offer)
    return EVERYBODY


@transaction.atomic
def answer_offer(sitting_id: int, *, by: User, number: int, yes: bool) -> Readers:
    """Accept or decline what the other side offers, or answer the mediator's proposal in confidence. WrongMoment when it is not open any more."""
    taken = chair(sitting_id, by)
    side = of_a_side(taken)
    offer = _numbered(taken, number)
    if offer.is_proposal:
        return _answer_proposal(offer, side=side, by=by, yes=yes)
    if offer.side == side:
        raise WrongPerson(_("The other side answers this offer."))
    _close(offer, OfferState.ACCEPTED if yes else OfferState.DECLINED)
    return EVERYBODY


def _answer_proposal(offer: Offer, *, side: str, by: User, yes: bool) -> Readers:
    """Keep one side's answer; the result is told when both have answered, so that neither knows of the other's before."""
    if offer.answers.filter(side=side).exists():
        raise WrongMoment(_("Your side has answered this proposal already."))
    ProposalAnswer.objects.create(offer=offer, side=side, yes=yes, by=by, at=clock.now())
    said = list(offer.answers.values_list("yes", flat=True))
    if len(said) < len(Side):
        return (side, Reader.MEDIATOR)
    _close(offer, OfferState.ACCEPTED if all(said) else OfferState.DECLINED)
    return EVERYBODY


@transaction.atomic
def take_back(sitting_id: int, *, by: User, number: int | None) -> Readers:
    """Take back one's own offer: the numbered one on the table, or without a number the confided one."""
    taken = chair(sitting_id, by)
    mine = "" if taken.leads else of_a_side(taken)
    if number is None:
        _close_overdue(taken)
        offer = _open(taken, mine) if mine else None
    else:
        offer = _numbered(taken, number)
    if offer is None:
        raise WrongMoment(_("This offer is not waiting any more."))
    if offer.side != mine:
        raise WrongPerson(_("Only whoever made an offer takes it back."))
    _close(offer, OfferState.WITHDRAWN)
    return _readers(offer)


def _new(taken: Chair, words: Words, *, side: str, by: User) -> Offer:
    at = clock.now()
    return Offer(
        round=taken.sitting.round,
        mediator=taken.sitting.mediator,
        side=side,
        by=by,
        payer=words.payer,
        amount=words.amount,
        terms=words.terms,
        made_at=at,
        expires_at=at + timedelta(days=words.days or limit("offer_days")),
    )


def _check(words: Words) -> None:
    """Refuse an offer that says nothing, and a sheet that does not add up to the figure."""
    if words.amount is None and not words.terms.strip():
        raise Invalid(_("Please write an amount, or what should happen."))
    if (words.amount is None) != (words.payer not in Side.values):
        raise Invalid(_("Please say who pays the amount."))
    if words.days is not None and not 1 <= words.days <= limit("offer_days_most"):
        raise Invalid(_("An offer holds at most %(days)s days.") % {"days": limit("offer_days_most")})
    total = sum((line.amount for line in words.lines), Decimal(0))
    if words.lines and total != words.amount:
        raise Invalid(_("The lines of the sheet add up to %(total)s, not to the amount of the offer.") % {"total": f"{total:.2f}"})


def _put(taken: Chair, offer: Offer) -> None:
    """Lay it on the table, where at most one offer waits and each side may lay only so many."""
    table, most = Offer.objects.filter(round=taken.sitting.round_id).on_the_table(), limit("offer_rounds")
    if table.filter(side=offer.side).count() >= most:
        raise WrongMoment(_("At most %(most)s offers can be put on the table in one mediation. Talk with the mediator about how to go on.") % {"most": most})
    waiting = table.filter(state=OfferState.OPEN).first()
    if waiting is not None and waiting.side == offer.side:
        raise WrongMoment(_("Your offer is still waiting for an answer. Take it back before you make another one."))
    if waiting is not None and not (waiting.side and offer.side):
        raise WrongMoment(_("An offer is waiting for an answer. It has to be answered or taken back first."))
    if waiting is not None:
        _close(waiting, OfferState.COUNTERED)
    offer.audience, offer.shown_at, offer.counters = Audience.ALL, clock.now(), waiting
    offer.save()


def _open(taken: Chair, audience: str) -> Offer | None:
    return Offer.objects.filter(round=taken.sitting.round_id, audience=audience, state=OfferState.OPEN).first()


def _numbered(taken: Chair, number: int) -> Offer:
    """The open offer with this number on the table; the number says which one the person saw."""
    _close_overdue(taken)
    table = list(Offer.objects.filter(round=taken.sitting.round_id).on_the_table())
    if not 1 <= number <= len(table):
        raise WrongMoment(_("This offer is not waiting any more."))
    offer = table[number - 1]
    if offer.state == OfferState.EXPIRED:
        raise WrongMoment(_("The time of this offer is over. You can make an offer of your own."))
    if offer.state != OfferState.OPEN:
        raise WrongMoment(_("This offer is not waiting any more."))
    return offer


def _close(offer: Offer, state: OfferState) -> None:
    offer.state, offer.closed_at = state, clock.now()
    offer.save(update_fields=["state", "closed_at"])


def _close_overdue(taken: Chair) -> None:
    """What has run out makes room; pages show it as over by its time, whether or not this has been written yet."""
    overdue = Offer.objects.filter(round=taken.sitting.round_id, state=OfferState.OPEN, expires_at__lte=clock.now())
    overdue.update(state=OfferState.EXPIRED, closed_at=F("expires_at"))


def _readers(offer: Offer) -> Readers:
    return (offer.audience, Reader.MEDIATOR) if offer.is_private else EVERYBODY
