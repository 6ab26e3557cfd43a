"""The room as a page; it works without sockets too, one page load a message."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.reads.lookup import case_for
from cases.reads.roles import role_of
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound
from mediation.tokens import random_token
from mediation.vault.serve import preview_response
from rooms import wire
from rooms.actions import sittings, talk
from rooms.fanout import wake
from rooms.models import Message, Sitting
from rooms.reads import reader_of, since, sitting_of


@login_required
def room(request: SignedIn, number: str) -> HttpResponse:
    """Enter; the mediator's first visit opens the sitting."""
    case = case_for(request.user, number)
    sitting = sitting_of(case)
    if sitting is None and request.method == "POST" and role_of(request.user, case) == "mediator":
        sittings.open_sitting(case.pk, by=request.user)
        return redirect("rooms:room", number=number)
    reader = reader_of(request.user, sitting) if sitting else role_of(request.user, case)
    if reader not in wire.READERS:
        raise NotFound(_("This room is for the two sides and their mediator."))
    messages = since(sitting.pk, reader, 0) if sitting else []
    facts = {
        "case": case,
        "sitting": sitting,
        "reader": reader,
        "lines": [wire.said(m, reader) | {"at": m.at} for m in messages],
        "last": messages[-1].number_for(reader) if messages else 0,
        "state": wire.state(sitting, reader) if sitting else {},
        "zone": wire.zone(sitting, reader) if sitting else "",
        "agreement": case.present_agreement,
        "attempt": case.open_round,
        "client_id": random_token(16),
    }
    return render(request, "rooms/room.html", facts)


@login_required
@require_POST
def say(request: SignedIn, number: str) -> HttpResponse:
    """A text or a picture by form."""
    sitting = _sitting(request, number)
    to, ident = request.POST.get("to") or request.POST.get("zone", ""), request.POST.get("client_id") or random_token(16)
    for count, upload in enumerate(request.FILES.getlist("picture")):
        talk.show_picture(sitting.pk, by=request.user, upload=upload, client_id=f"{ident[:30]}:{count}", to=to)
    if text := request.POST.get("text", "").strip():
        talk.say(sitting.pk, by=request.user, text=text[: wire.TEXT_LIMIT], client_id=ident[: wire.ID_LIMIT], to=to)
    wake(sitting.pk)
    if "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(status=204)
    return redirect("rooms:room", number=number)


@login_required
@require_POST
def caucus(request: SignedIn, number: str) -> HttpResponse:
    """Talk with one side alone, or with both again."""
    sitting = sittings.set_caucus(_sitting(request, number).pk, by=request.user, side=request.POST.get("side", ""))
    wake(sitting.pk)
    return redirect("rooms:room", number=number)


@login_required
def picture(request: SignedIn, number: str, pk: int) -> HttpResponseBase:
    """A picture of the talk, for those it was shown to."""
    sitting = _sitting(request, number)
    reader = reader_of(request.user, sitting)
    message = get_object_or_404(Message.objects.visible_to(reader).select_related("file"), sitting=sitting, pk=pk, file__isnull=False)
    if message.file is None:
        raise Http404
    return preview_response(message.file, request=request)


def _sitting(request: SignedIn, number: str) -> Sitting:
    case = case_for(request.user, number)
    sitting = sitting_of(case)
    if sitting is None or not reader_of(request.user, sitting):
        raise NotFound(_("This room is for the two sides and their mediator."))
    return sitting
