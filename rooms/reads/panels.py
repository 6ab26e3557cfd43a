"""The panels beside the talk: one list for tabs, pages and what is fetched in part."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rooms.kinds import Reader
from rooms.reads.entry import Entry


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: its name is also that of its route and of its templates."""

    name: str
    label: Any
    shown_to: Callable[[Entry], bool] = lambda entry: True

    def url(self, number: str) -> str:
        """Its page."""
        return reverse(f"rooms:{self.name}", args=[number])


PANELS = (
    Panel("people", _("People")),
    Panel("offers", _("Offers")),
    Panel("bids", _("Sealed figures"), lambda entry: _reads(entry) != Reader.JOINT),
    Panel("draft", _("Agreement")),
    Panel("minutes", _("Minutes")),
    Panel("facts", _("Undisputed facts")),
    Panel("notes", _("My notes"), lambda entry: _reads(entry) == Reader.MEDIATOR),
    Panel("times", _("Times")),
    Panel("recording", _("Recording")),
)


def _reads(entry: Entry) -> str:
    return entry.seat.reader if entry.seat is not None else ""


def tabs_for(entry: Entry) -> list[dict[str, Any]]:
    """The panels that this person has, with their addresses."""
    return [{"name": panel.name, "label": panel.label, "url": panel.url(entry.case.number)} for panel in PANELS if panel.shown_to(entry)]


def answer_with(request: HttpRequest, name: str, facts: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A panel as a page of its own, or only its part when a room asks for it."""
    part = request.headers.get("X-Panel") == "1"
    response = render(request, f"rooms/parts/{name}.html" if part else f"rooms/{name}.html", facts, status=status)
    response["Vary"] = "X-Panel"
    if part:
        response["X-Panel"] = name
    return response
