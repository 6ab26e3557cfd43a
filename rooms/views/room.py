"""The room as a page; it works without sockets too, one page load a message."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases import clock
from cases.kinds import EndReason
from cases.models import reasons_on
from mediation.people.signed_in import SignedIn
from mediation.tokens import random_token
from mediation.vault.kinds import SUFFIX_OF
from mediation.vault.serve import download_response, preview_response
from mediation.vault.views import files_of
from rooms import wire
from rooms.actions import deeds, sittings, talk
from rooms.actions.seats import take_seat
from rooms.fanout import wake
from rooms.kinds import LEADERS, Mode, Outcome, SeatRole
from rooms.models import Invitation, Message, Sitting
from rooms.reads.entry import Entry, entry_for, seated
from rooms.reads.floor import floor
from rooms.reads.panels import answer_with, tabs_for
from rooms.reads.seats import colleagues
from rooms.reads.talk import since
from rooms.views.words import ROOM_WORDS


@login_required
def room(request: SignedIn, number: str) -> HttpResponse:
    """The door, the waiting room and the room: open it (the mediator), enter it (with the rules of the room read), or be in it."""
    entry = entry_for(request.user, number)
    if request.method == "POST":
        if entry.leads and (entry.sitting is None or not entry.sitting.is_live):
            sittings.open_sitting(entry.case.pk, by=request.user, mode=Mode.ONLINE)
        elif entry.sitting is not None:
            wake(take_seat(entry.sitting.pk, by=request.user, agreed="agreed" in request.POST).sitting_id)
        return redirect("rooms:room", number=number)
    if not entry.is_inside:
        return render(request, "rooms/door.html", {"entry": entry, "case": entry.case, "sitting": entry.sitting})
    return render(request, "rooms/room.html", _facts(entry) | _talk(entry))


@login_required
def people(request: SignedIn, number: str) -> HttpResponse:
    """Who is in the room; the mediator lets in, mutes, talks with one side, ends."""
    return answer_with(request, "people", _facts(entry_for(request.user, number)))


def _facts(entry: Entry) -> dict[str, object]:
    """The room as somebody inside may know it."""
    sitting, seat = seated(entry)
    return {
        "case": entry.case,
        "sitting": sitting,
        "seat": seat,
        "reader": seat.reader,
        "floor": floor(sitting, list(sitting.seats.all()), seat, clock.now()),
        "live": sitting.is_live and sitting.round.is_open,
        "agreement": entry.case.present_agreement,
        "attempt": entry.case.open_round,
        "outcomes": Outcome.choices,
        "end_reasons": [c for c in reasons_on(EndReason, timezone.localdate()) if c[0] != EndReason.AGREED],
        "words": ROOM_WORDS,
        "colleagues": _colleagues(sitting) if seat.role in LEADERS else [],
    }


def _colleagues(sitting: Sitting) -> list[dict[str, object]]:
    """Whom the mediator may invite, and who is invited."""
    invited = set(Invitation.objects.filter(round=sitting.round, ended_at=None).values_list("user_id", flat=True))
    return [{"pk": person.pk, "name": person.name, "role": SeatRole(role).label, "invited": person.pk in invited} for person, role in colleagues(sitting)]


def _talk(entry: Entry) -> dict[str, object]:
    """What was said, and where to say more."""
    sitting, seat = seated(entry)
    messages = since(sitting.pk, seat.reader, 0)
    return {
        "lines": messages,
        "last": messages[-1].number_for(seat.reader) if messages else 0,
        "client_id": random_token(16),
        "tabs": tabs_for(entry),
    }


@login_required
@require_POST
def say(request: SignedIn, number: str) -> HttpResponse:
    """A text, a picture, a voice note or a file by form."""
    sitting = seated(entry_for(request.user, number))[0].pk
    to, ident = request.POST.get("to") or request.POST.get("zone", ""), request.POST.get("client_id") or random_token(16)
    for count, upload in enumerate(files_of(request).getlist("file")):
        talk.show_file(sitting, by=request.user, upload=upload, client_id=f"{ident[:30]}:{count}", to=to)
    if text := request.POST.get("text", "").strip():
        talk.say(sitting, by=request.user, text=text[: wire.TEXT_LIMIT], client_id=ident[: wire.ID_LIMIT], to=to)
    wake(sitting)
    if "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(status=204)
    return redirect("rooms:room", number=number)


@login_required
@require_POST
def act(request: SignedIn, number: str) -> HttpResponse:
    """Any deed of the room by a plain button."""
    sitting = seated(entry_for(request.user, number))[0].pk
    deeds.do(sitting, request.POST.get("deed", ""), by=request.user, facts=request.POST.dict())
    wake(sitting)
    return redirect("rooms:room", number=number)


@login_required
def file(request: SignedIn, number: str, pk: int) -> HttpResponseBase:
    """A picture, recording or file of the talk, for those it was shown to."""
    sitting, seat = seated(entry_for(request.user, number))
    message = get_object_or_404(Message.objects.visible_to(seat.reader).select_related("file"), sitting=sitting, pk=pk, file__isnull=False)
    if message.file is None:
        raise Http404
    if message.file.preview_sha256:
        return preview_response(message.file, request=request)
    return download_response(message.file, f"{number}-{message.pk}.{SUFFIX_OF[message.file.media_type]}", request=request)
