"""Undisputed facts: written by the mediator, confirmed by every party."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from cases.actions import undisputed as deeds
from cases.reads.facts_agreed import facts_for
from mediation.people.signed_in import SignedIn
from rooms.kinds import Reader
from rooms.models import Seat, Sitting
from rooms.reads.table import speaks
from rooms.views.panel import Readers, chosen, keeping, number_in, panel


@login_required
def facts(request: SignedIn, number: str) -> HttpResponseBase:
    """The facts on the table and what one's own side says to each."""
    return panel(
        request,
        number,
        name="facts",
        title=_("Undisputed facts"),
        facts=lambda sitting, seat: _facts(request, sitting, seat),
        deed=lambda r, sitting, seat: chosen(r, DEEDS, sitting, seat),
    )


def _facts(request: SignedIn, sitting: Sitting, seat: Seat) -> dict[str, Any]:
    leads = seat.reader == Reader.MEDIATOR
    return {
        "facts": facts_for(sitting.case, request.user, counts=leads),
        "leads": leads,
        "writes": sitting.round.mediator_id == request.user.pk and sitting.round.is_open,
        "speaks": speaks(seat),
        "longest": deeds.LONGEST,
    }


def _write(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    text = request.POST.get("text", "")
    with keeping(text=text):
        deeds.write_fact(sitting.case_id, by=request.user, text=text)
    return tuple(Reader.values)


def _answer(request: SignedIn, sitting: Sitting, *, yes: bool) -> Readers:
    deeds.answer_fact(sitting.case_id, by=request.user, number=number_in(request, "fact"), yes=yes)
    return tuple(Reader.values)


def _drop(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    deeds.drop_fact(sitting.case_id, by=request.user, number=number_in(request, "fact"))
    return tuple(Reader.values)


DEEDS: dict[str, Any] = {
    "write": _write,
    "confirm": lambda request, sitting, seat: _answer(request, sitting, yes=True),
    "deny": lambda request, sitting, seat: _answer(request, sitting, yes=False),
    "drop": _drop,
}
