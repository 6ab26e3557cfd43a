"""A panel of the room: a page of its own, or with the header `X-Panel: 1` only its part."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound, Refusal
from rooms.fanout import turn_page
from rooms.models import Seat, Sitting
from rooms.reads.entry import entry_for
from rooms.reads.panels import answer_with

Readers = tuple[str, ...]
Facts = Callable[[Sitting, Seat], dict[str, Any]]
Deed = Callable[[SignedIn, Sitting, Seat], Readers]


def unsaid(**again: Any) -> Invalid:
    """The refusal of what was entered; `again` is shown anew, with its errors."""
    return Invalid(_("Please check what you entered."), again=again)


@contextmanager
def keeping(**again: Any) -> Iterator[None]:
    """When the deed is refused, show anew what was entered."""
    try:
        yield
    except Refusal as refusal:
        refusal.facts["again"] = again
        raise


def place_of(request: SignedIn, number: str) -> tuple[Sitting, Seat] | None:
    """The sitting and the seat of somebody inside; None for who still stands at the door; NotFound for strangers."""
    entry = entry_for(request.user, number)
    sitting, seat, right = entry.sitting, entry.seat, entry.right
    if sitting is None or seat is None or right is None or not seat.is_inside:
        return None
    if (right.role, right.side) != (seat.role, seat.side):  # another person here by now: the door gives the seat anew
        return None
    return sitting, seat


def panel(request: SignedIn, number: str, *, name: str, title: Any, facts: Facts, deed: Deed) -> HttpResponseBase:
    """Show a panel, or do what its form says and show it again; a refusal stands above it with its own status."""
    place = place_of(request, number)
    if place is None:
        return redirect("rooms:room", number=number)
    sitting, seat = place
    status, more = 200, dict[str, Any]()
    if request.method == "POST":
        try:
            readers = deed(request, sitting, seat)
        except NotFound:
            raise
        except Refusal as refusal:
            again: Any = refusal.facts.get("again", {})
            status, more = refusal.status, {"refused": refusal.sentence} | again
        else:
            turn_page(sitting.pk, name, readers)
            return redirect(f"rooms:{name}", number=number)
    context = {"case": sitting.case, "sitting": sitting, "seat": seat, "reader": seat.reader, "panel": name, "title": title, "part": f"rooms/parts/{name}.html"}
    return answer_with(request, name, context | facts(sitting, seat) | more, status=status)


def number_in(request: SignedIn, name: str) -> int:
    """The small number in a field; Invalid for anything else."""
    value = request.POST.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 5):
        raise Invalid(_("This message was not understood."), code="unknown-message")
    return int(value)


def chosen(request: SignedIn, deeds: Mapping[str, Deed], sitting: Sitting, seat: Seat) -> Readers:
    """Do what the pressed button says."""
    deed = deeds.get(request.POST.get("deed", ""))
    if deed is None:
        raise Invalid(_("This message was not understood."), code="unknown-message")
    return deed(request, sitting, seat)
