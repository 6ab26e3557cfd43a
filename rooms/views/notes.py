"""The mediator's private notes."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound
from rooms.actions import notes as deeds
from rooms.kinds import Reader
from rooms.models import Note, Seat, Sitting
from rooms.table_forms import NoteForm
from rooms.views.panel import Readers, chosen, number_in, panel, place_of, unsaid


@login_required
def notes(request: SignedIn, number: str) -> HttpResponseBase:
    """Read and write them; for everybody else there is no such page."""
    place = place_of(request, number)
    if place is not None and place[1].reader != Reader.MEDIATOR:
        raise NotFound(_t("There is nothing here."))
    return panel(
        request, number, name="notes", title=_("My notes"), facts=lambda sitting, seat: _facts(request, sitting), deed=lambda r, sitting, seat: chosen(r, DEEDS, sitting, seat)
    )


def _facts(request: SignedIn, sitting: Sitting) -> dict[str, Any]:
    rows = Note.objects.visible_to(request.user, sitting).select_related("author", "about").order_by("-pk")
    return {"notes": rows, "note": NoteForm(seats=_seats(sitting), initial={"in_caucus": sitting.caucus})}


def _seats(sitting: Sitting) -> list[Seat]:
    return list(sitting.seats.all())


def _write(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    form = NoteForm(request.POST, seats=_seats(sitting))
    if not form.is_valid():
        raise unsaid(note=form)
    deeds.write_note(sitting.pk, by=request.user, **form.cleaned_data)
    return (Reader.MEDIATOR,)


def _throw_away(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    deeds.throw_away(sitting.pk, by=request.user, note=number_in(request, "note"))
    return (Reader.MEDIATOR,)


DEEDS = {"write": _write, "throw_away": _throw_away}
