"""The rooms of a centre, who is in which room on a day, and the code on a room's wall."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.clock import DAY
from mediation.papers.codes import qr_svg
from mediation.parsing import key_in
from mediation.people.models import Centre
from mediation.people.reads import centres_of
from mediation.people.roles import CentreKind, Role
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound, Refusal
from rooms.actions import hours as deeds
from rooms.actions.arrivals import check_in as arrive
from rooms.forms import PlaceForm
from rooms.models import Place
from rooms.reads.bookings import expected_at
from rooms.reads.plan import plan_of
from rooms.reads.terms import terms_on


@login_required
def places(request: SignedIn, pk: int) -> HttpResponse:
    """The rooms; the manager adds and closes them."""
    centre = get_object_or_404(centres_of(request.user).filter(kind=CentreKind.MEDIATION), pk=pk)
    deed = request.POST.get("deed", "")
    form = PlaceForm(request.POST if deed == "add" else None)
    refused: Refusal | None = None
    if request.method == "POST" and not (deed == "add" and not form.is_valid()):
        try:
            _do(request, centre, form, deed)
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("rooms:places", pk=pk)
    rows = [(place, qr_svg(f"{settings.PUBLIC_URL}/K/{place.token}", "black")) for place in Place.objects.filter(centre=centre, valid_to=None)]
    facts = {"centre": centre, "rows": rows, "form": form, "refused": refused.sentence if refused else ""}
    return render(request, "rooms/places.html", facts, status=refused.status if refused else 422 if form.errors else 200)


def _do(request: SignedIn, centre: Centre, form: PlaceForm, deed: str) -> None:
    if deed == "add":
        deeds.add_place(centre, by=request.user, **form.cleaned_data)
    elif deed == "close":
        deeds.close_place(key_in(request.POST, "row"), centre, by=request.user)
    else:
        raise Invalid(_("Please choose what to do."))


@login_required
def plan(request: SignedIn, pk: int) -> HttpResponse:
    """Who is in which room on a day, for those who run the centre."""
    runs = [post.centre_id for post in request.user.posts if post.role in (Role.DISPATCHER, Role.MANAGER)]
    mine = Centre.objects.filter(Q(pk__in=runs) | Q(pk__in=centres_of(request.user).values("pk")), kind=CentreKind.MEDIATION)
    centre, day = get_object_or_404(mine, pk=pk), _day(request.GET.get("day", ""))
    facts = {"centre": centre, "day": day, "before": day - DAY, "after": day + DAY, "plan": plan_of(centre, day), "today": timezone.localdate()}
    return render(request, "rooms/plan.html", facts)


def _day(said: str) -> date:
    """The day asked for, or today; a year that no booking is in is today too."""
    today = timezone.localdate()
    try:
        day = datetime.strptime(said, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return today
    return day if abs((day - today).days) < 3660 else today


@login_required
def check_in(request: SignedIn, token: str) -> HttpResponse:
    """Whoever scanned the code on the wall says that they are here."""
    if request.method == "POST":
        booking = arrive(token, by=request.user)[0]
        return render(request, "rooms/check_in.html", {"waiting": [booking], "here": True})
    place = Place.objects.filter(token=token.upper()[:20]).first() if "\x00" not in token else None
    waiting = expected_at(place, request.user, early=terms_on(timezone.localdate()).early) if place else []
    if not waiting:
        raise NotFound(_("No sitting waits for you here at this time. Please ask at the desk of the centre."))
    return render(request, "rooms/check_in.html", {"waiting": [booking for booking, _parties in waiting], "here": False})
