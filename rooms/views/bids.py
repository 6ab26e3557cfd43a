"""Sealed bids: ask, seal, open; and the page on which a side checks its own afterwards."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cases import clock
from cases.models import legal_limit
from mediation.ledger.chain import canonical
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound
from rooms.actions import bids
from rooms.kinds import Reader
from rooms.models import Seat, Sitting
from rooms.reads.table import ShownBidding, biddings_for
from rooms.table_forms import BiddingForm, FigureForm
from rooms.views.panel import Readers, chosen, number_in, panel, place_of, unsaid


@login_required
def sealed(request: SignedIn, number: str) -> HttpResponseBase:
    """Compare sealed figures."""
    return panel(request, number, name="bids", title=_("Sealed figures"), facts=_facts, deed=lambda r, sitting, seat: chosen(r, DEEDS, sitting, seat))


@login_required
def check(request: SignedIn, number: str, bidding: int) -> HttpResponseBase:
    """Everything a side needs to compute for itself that nothing was changed."""
    place = place_of(request, number)
    if place is None:
        return redirect("rooms:room", number=number)
    sitting, seat = place
    shown = next((row for row in biddings_for(sitting, seat, clock.now()) if row.bidding.number == bidding), None)
    if shown is None:
        raise NotFound(_t("There is nothing here."))
    return render(request, "rooms/bid_check.html", {"case": sitting.case, "shown": shown, "facts": _to_recompute(sitting, shown)})


def _to_recompute(sitting: Sitting, shown: ShownBidding) -> dict[str, Any]:
    """What ui/bids.js, or any other program, needs to seal a figure, to open it and to check it (docs/sealed-bids.md)."""
    bidding = shown.bidding
    return {
        "case": sitting.case.number,
        "round": sitting.round.number,
        "bidding": bidding.number,
        "side": shown.side,
        "question": canonical(bids.question(sitting.case.number, bidding)).decode(),
        "first": bidding.first_link,
        "chain": [{"text": canonical({"at": bid.at, "commitment": bid.commitment, "side": bid.side}).decode(), "link": bid.link} for bid in shown.bids],
        "waiting": shown.is_running and shown.figure is None,
        "commitment": shown.mine.commitment if shown.mine else "",
        "amount": shown.figure.amount if shown.figure else "",
        "nonce": shown.figure.nonce if shown.figure else "",
    }


def _facts(sitting: Sitting, seat: Seat) -> dict[str, Any]:
    shown = biddings_for(sitting, seat, clock.now())
    leads = seat.reader == Reader.MEDIATOR
    running = any(row.is_running for row in shown)
    return {
        "biddings": [{"shown": row, "facts": _to_recompute(sitting, row)} for row in shown],
        "meant": seat.reader != Reader.JOINT,
        "may_ask": leads and not running and sitting.round.is_open,
        "leads": leads,
        "most": legal_limit("bid_rounds", timezone.localdate(clock.now())),
        "bidding": BiddingForm(),
        "figure": FigureForm(),
    }


def _ask(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    form = BiddingForm(request.POST)
    if not form.is_valid():
        raise unsaid(bidding=form)
    bids.ask(sitting.pk, by=request.user, **form.cleaned_data)
    return bids.TOLD


def _seal(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    bids.seal(sitting.pk, by=request.user, number=number_in(request, "bidding"), commitment=request.POST.get("commitment", ""))
    return bids.TOLD


def _open(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    form = FigureForm(request.POST)
    if not form.is_valid():
        raise unsaid(figure=form)
    bids.open_bid(sitting.pk, by=request.user, number=number_in(request, "bidding"), **form.cleaned_data)
    return bids.TOLD


def _call_off(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    bids.call_off(sitting.pk, by=request.user, number=number_in(request, "bidding"))
    return bids.TOLD


DEEDS = {"ask": _ask, "seal": _seal, "open": _open, "call_off": _call_off}
