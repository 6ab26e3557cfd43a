"""Recording: everybody's yes, the red dot's button, and the films."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound, Refusal
from mediation.vault.serve import film_response
from rooms.actions import recording
from rooms.fanout import turn_page, wake
from rooms.kinds import LEADERS
from rooms.media import control
from rooms.models import RecordingPart, Seat, Sitting
from rooms.reads.entry import entry_for
from rooms.reads.panels import answer_with
from rooms.reads.recording import has_agreed, missing_yes, parts_for

DEEDS = {"agree": recording.agree, "take_back": recording.take_back, "start": recording.start, "stop": recording.stop}


@login_required
def panel(request: SignedIn, number: str) -> HttpResponse:
    """How it stands, the buttons, the films; for everybody who has a seat, also while waiting."""
    sitting, seat = _seat(request, number)
    if request.method != "POST":
        return _page(request, number, sitting, seat)
    deed = DEEDS.get(request.POST.get("deed", ""))
    try:
        if deed is None:
            raise Invalid(_("This message was not understood."), code="unknown-message")
        deed(sitting.pk, by=request.user)
    except Refusal as refusal:
        return _page(request, number, sitting, seat, refusal)
    wake(sitting.pk)
    turn_page(sitting.pk, "recording")
    return redirect("rooms:recording", number=number)


@login_required
def film(request: SignedIn, number: str, pk: int) -> HttpResponseBase:
    """A film, piece by piece as players ask, for those who were in that sitting."""
    entry = entry_for(request.user, number)
    part = get_object_or_404(RecordingPart.objects.visible_to(request.user).select_related("film"), recording__sitting__case=entry.case, pk=pk)
    if part.film is None:
        raise Http404
    return film_response(part.film, f"{number}-{part.pk}.mp4", request=request)


def _seat(request: SignedIn, number: str) -> tuple[Sitting, Seat]:
    entry = entry_for(request.user, number)
    if entry.sitting is None or entry.seat is None:
        raise NotFound(_("This room is for the two sides and their mediator."))
    return entry.sitting, entry.seat


def _page(request: HttpRequest, number: str, sitting: Sitting, seat: Seat, refusal: Refusal | None = None) -> HttpResponse:
    sitting.refresh_from_db()
    leads = seat.role in LEADERS
    live = sitting.is_live and sitting.round.is_open
    facts = {
        "case": sitting.case,
        "sitting": sitting,
        "live": live,
        "leads": leads and seat.is_inside,
        "agreed": has_agreed(seat),
        "missing": missing_yes(sitting.pk) if live else [],
        "possible": sitting.recording or control.is_well(),
        "parts": parts_for(request.user, sitting.case_id),
        "refusal": refusal,
    }
    return answer_with(request, "recording", facts, status=refusal.status if refusal else 200)
