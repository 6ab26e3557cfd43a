"""A mediator's own hours, days off and calendar address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from mediation.parsing import key_in
from mediation.people.models import User
from mediation.people.roles import Role
from mediation.people.rules import holds
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound, Refusal
from rooms import ics
from rooms.actions import hours as deeds
from rooms.forms import DaysOffForm, HoursForm
from rooms.models import DayOff, Feed, Hours
from rooms.reads.bookings import led_by_feed, next_of

SALT = "rooms.feed"
SHOWN_SINCE = timedelta(days=60)  # what a calendar keeps of the past


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
    feed = Feed.objects.filter(user=request.user).first()
    facts = {
        "rows": Hours.objects.filter(user=request.user).select_related("centre"),
        "off_rows": DayOff.objects.filter(user=request.user, last__gte=timezone.localdate()),
        "next": next_of(request.user, now=clock.now(), limit=10),
        "form": form,
        "off": off,
        "feed": settings.PUBLIC_URL + reverse("rooms:feed", args=[Signer(salt=SALT).sign(feed.nonce)]) if feed else "",
        "refused": refused.sentence if refused else "",
    }
    return render(request, "rooms/hours.html", facts, status=refused.status if refused else 422 if form.errors or off.errors else 200)


def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The sittings of a mediator, for a calendar program that holds the secret address: times, places and numbers, no names."""
    try:
        nonce = Signer(salt=SALT).unsign(key)
    except BadSignature:
        nonce = ""
    person = User.objects.filter(pk__in=Feed.objects.filter(nonce=nonce).values("user"), is_active=True).first() if nonce.isascii() and "\x00" not in nonce else None
    if person is None or not holds(person, Role.MEDIATOR):
        raise NotFound(_("This calendar address is not in use."))
    response = HttpResponse(ics.feed(led_by_feed(person, since=clock.now() - SHOWN_SINCE)), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


def _deed(name: str) -> Callable[[SignedIn, dict[str, Any]], object]:
    if name not in DEEDS:
        raise Invalid(_("Please choose what to do."))
    return DEEDS[name]


DEEDS: dict[str, Callable[[SignedIn, dict[str, Any]], object]] = {
    "hours": lambda request, said: deeds.add_hours(by=request.user, **said),
    "drop_hours": lambda request, said: deeds.drop_hours(key_in(request.POST, "row"), by=request.user),
    "off": lambda request, said: deeds.add_days_off(by=request.user, **said),
    "drop_off": lambda request, said: deeds.drop_days_off(key_in(request.POST, "row"), by=request.user),
    "feed": lambda request, said: deeds.open_feed(by=request.user),
    "close_feed": lambda request, said: deeds.close_feed(by=request.user),
}
