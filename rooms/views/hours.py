"""A mediator's own hours and days off."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from mediation.diary.sources import address_of
from mediation.parsing import key_in
from mediation.people.roles import Role
from mediation.people.rules import holds
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound, Refusal
from rooms.actions import hours as deeds
from rooms.forms import DaysOffForm, HoursForm
from rooms.models import DayOff, Hours
from rooms.reads.bookings import next_of


@login_required
def hours(request: SignedIn) -> HttpResponse:
    """Show the week, and do what was pressed."""
    if not holds(request.user, Role.MEDIATOR):
        raise NotFound(_("This page is for mediators."))
    deed = request.POST.get("deed", "")
    form = HoursForm(request.POST if deed == "hours" else None, mediator=request.user)
    off = DaysOffForm(request.POST if deed == "off" else None)
    refused: Refusal | None = None
    sent = {"hours": form, "off": off}.get(deed)
    if request.method == "POST" and (sent is None or sent.is_valid()):
        try:
            _deed(deed)(request, sent.cleaned_data if sent is not None else {})
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("rooms:hours")
    facts = {
        "rows": Hours.objects.filter(user=request.user).select_related("centre"),
        "off_rows": DayOff.objects.filter(user=request.user, last__gte=timezone.localdate()),
        "next": next_of(request.user, now=clock.now(), limit=10),
        "form": form,
        "off": off,
        "feed": address_of(request.user),
        "refused": refused.sentence if refused else "",
    }
    return render(request, "rooms/hours.html", facts, status=refused.status if refused else 422 if form.errors or off.errors else 200)


def _deed(name: str) -> Callable[[SignedIn, dict[str, Any]], object]:
    if name not in DEEDS:
        raise Invalid(_("Please choose what to do."))
    return DEEDS[name]


DEEDS: dict[str, Callable[[SignedIn, dict[str, Any]], object]] = {
    "hours": lambda request, said: deeds.add_hours(by=request.user, **said),
    "drop_hours": lambda request, said: deeds.drop_hours(key_in(request.POST, "row"), by=request.user),
    "off": lambda request, said: deeds.add_days_off(by=request.user, **said),
    "drop_off": lambda request, said: deeds.drop_days_off(key_in(request.POST, "row"), by=request.user),
}
