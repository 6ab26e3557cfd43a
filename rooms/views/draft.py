"""The text that people write together, as a panel of the room and as a page of its own; without scripts it can be read, remarked on and taken over."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import clock
from cases.agreement_forms import STOCK_CLAUSES, DutyFormSet, TextForm
from cases.kinds import RoundState, Side
from mediation.parsing import key_in
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound, Refusal
from rooms.actions import draft_text, drafts, remarks
from rooms.drafting.desk import wake
from rooms.fanout import turn_page
from rooms.kinds import LEADERS, Reader
from rooms.models import Draft, Seat, Sitting
from rooms.reads.drafts import ZONES, audience_of, comments_on, draft_for, may_remark, may_write, reading, text_in
from rooms.reads.entry import Entry, entry_for, seated
from rooms.reads.panels import answer_with

JOINT = Reader.JOINT.value


@login_required
def draft(request: SignedIn, number: str) -> HttpResponse:
    """Look at the draft of a zone, or do something with it."""
    entry, sitting, seat = _inside(request, number)
    zone = (request.POST if request.method == "POST" else request.GET).get("zone") or JOINT
    audience_of(zone)
    if seat.reader in Side.values and zone not in (JOINT, seat.reader):
        raise NotFound(_("There is no text here."))
    refused = None
    if request.method == "POST":
        try:
            return redirect(_do(request, sitting, seat, zone) or f"{reverse('rooms:draft', args=[number])}?zone={zone}")
        except Refusal as refusal:
            refused = refusal
    return answer_with(request, "draft", _facts(entry, sitting, seat, zone) | {"refused": refused}, status=refused.status if refused else 200)


@login_required
@require_GET
def aside(request: SignedIn, number: str) -> HttpResponse:
    """What stands beside the text: what a court would say, and the remarks. Open pages fetch it when somebody pauses."""
    entry, sitting, seat = _inside(request, number)
    draft_for(sitting, seat.reader, request.GET.get("zone") or JOINT)
    return render(request, "rooms/parts/draft_aside.html", _facts(entry, sitting, seat, request.GET.get("zone") or JOINT))


def _inside(request: SignedIn, number: str) -> tuple[Entry, Sitting, Seat]:
    entry = entry_for(request.user, number)
    return entry, *seated(entry)


def _facts(entry: Entry, sitting: Sitting, seat: Seat, zone: str) -> dict[str, object]:
    """What the panel shows."""
    leads, mine = seat.role in LEADERS, Draft.objects.of(sitting).visible_to(seat.reader)
    here = {d.audience: d for d in mine if d.key}
    found = here.get(ZONES[zone])
    facts: dict[str, object] = {
        "case": entry.case,
        "seat": seat,
        "zone": zone,
        "zones": [z for z, audience in ZONES.items() if z == JOINT or leads or audience in here],
        "leads": leads,
        "led": leads and sitting.round.mediator_id == seat.user_id,
        "stage": sitting.round.state,
        "going_on": sitting.is_live and sitting.round.state == RoundState.IN_PROGRESS,
        "draft": found,
    }
    if found is None:
        return facts
    text = text_in(found)
    parties = list(entry.case.parties.all())
    return facts | {
        "text": text,
        "reading": reading(text, entry.case, clock.now(), joint=found.is_joint),
        "comments": comments_on(found, text),
        "writes": may_write(found, seat, sitting),
        "remarks": may_remark(found, seat, sitting),
        "on_the_table": {d.audience for d in here.values()} >= {ZONES[JOINT]},
        "stock": STOCK_CLAUSES,
        "row": DutyFormSet(prefix="duty", form_kwargs={"parties": parties}).empty_form,
        "about": TextForm(initial={"contract_on": text.contract_on})["contract_on"],
    }


Deed = Callable[[Draft, Sitting, Any, QueryDict], object]
DEEDS: dict[str, Deed] = {
    "pen": lambda draft, sitting, by, said: drafts.hand_pen(draft.pk, sitting.pk, by=by, to=said.get("to", "")),
    "plain": lambda draft, sitting, by, said: draft_text.take_over(draft.pk, sitting.pk, by=by),
    "fix": lambda draft, sitting, by, said: draft_text.fix(draft.pk, sitting.pk, by=by),
    "bring": lambda draft, sitting, by, said: draft_text.bring(draft.pk, sitting.pk, by=by, terms=said.getlist("terms")),
    "remark": lambda draft, sitting, by, said: remarks.remark(draft.pk, sitting.pk, by=by, clause=said.get("clause", ""), words=said.get("words", "")),
    "resolve": lambda draft, sitting, by, said: remarks.resolve(draft.pk, sitting.pk, by=by, number=key_in(said, "row") if len(said.get("row", "")) < 5 else 0),
}
LEADS_TO = {"plain": "cases:write", "fix": "cases:agreement"}
TURNS = ("fix", "bring")  # what touches more than one text


def _do(request: SignedIn, sitting: Sitting, seat: Seat, zone: str) -> str:
    """Do one deed; return where to go, or "" for back."""
    deed = request.POST.get("deed", "")
    if deed == "open":
        made = drafts.open_draft(sitting.pk, by=request.user, audience=audience_of(zone))
        turn_page(sitting.pk, "draft", made.readers)
        return ""
    if deed not in DEEDS:
        raise Invalid(_("This message was not understood."), code="unknown-message")
    found = draft_for(sitting, seat.reader, zone)
    DEEDS[deed](found, sitting, request.user, request.POST)
    for row in Draft.objects.of(sitting).visible_to(seat.reader) if deed in TURNS else (found,):
        wake(row.pk)
    if deed == "fix":
        turn_page(sitting.pk, "draft")
    return reverse(LEADS_TO[deed], args=[sitting.case.number]) if deed in LEADS_TO else ""
