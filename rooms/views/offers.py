"""Offers on the table, and their sheets to print."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import clock
from cases.models import legal_limit
from mediation.people.signed_in import SignedIn
from rooms.actions import offers
from rooms.models import Seat, Sitting
from rooms.reads.table import offers_for, speaks
from rooms.table_forms import LineSet, OfferForm
from rooms.views.panel import Readers, chosen, keeping, number_in, panel, place_of, unsaid


@login_required
def table(request: SignedIn, number: str) -> HttpResponseBase:
    """What was offered, and a form for what comes next."""
    return panel(request, number, name="offers", title=_("Offers"), facts=_facts, deed=lambda r, sitting, seat: chosen(r, DEEDS, sitting, seat))


@login_required
def sheets(request: SignedIn, number: str) -> HttpResponseBase:
    """The sheets that explain the figures, to read and to print."""
    place = place_of(request, number)
    if place is None:
        return redirect("rooms:room", number=number)
    sitting, seat = place
    explained = [shown for shown in offers_for(sitting, seat, clock.now()) if shown.offer.lines.all()]
    return render(request, "rooms/sheets.html", {"case": sitting.case, "offers": explained})


def _facts(sitting: Sitting, seat: Seat) -> dict[str, Any]:
    shown, leads, today = offers_for(sitting, seat, clock.now()), seat.reader == "mediator", timezone.localdate(clock.now())
    return {
        "offers": shown,
        "leads": leads,
        "may_offer": sitting.round.is_open and (leads or speaks(seat)),
        "round_open": sitting.round.is_open,
        "most": legal_limit("offer_rounds", today),
        "accepted": any(s.state == "accepted" for s in shown),
        "offer": OfferForm(initial={"days": legal_limit("offer_days", today)}),
        "lines": LineSet(prefix="line"),
    }


def _make(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    offer, lines = OfferForm(request.POST), LineSet(request.POST, prefix="line")
    if not (offer.is_valid() and lines.is_valid()):
        raise unsaid(offer=offer, lines=lines)
    words = offer.words(tuple(form.line() for form in lines if form.has_changed()))
    with keeping(offer=offer, lines=lines):
        return offers.make_offer(sitting.pk, by=request.user, words=words, private=request.POST.get("to") == "mediator")


def _answer(request: SignedIn, sitting: Sitting, *, yes: bool) -> Readers:
    return offers.answer_offer(sitting.pk, by=request.user, number=number_in(request, "offer"), yes=yes)


def _take_back(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    return offers.take_back(sitting.pk, by=request.user, number=number_in(request, "offer") if request.POST.get("offer") else None)


DEEDS: dict[str, Any] = {
    "make": _make,
    "show": lambda request, sitting, seat: offers.show_offer(sitting.pk, by=request.user),
    "accept": lambda request, sitting, seat: _answer(request, sitting, yes=True),
    "decline": lambda request, sitting, seat: _answer(request, sitting, yes=False),
    "take_back": _take_back,
}
