"""The parties' pages: write a lawsuit, join an application, see what became of it."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cases.models import Case, Party
from cases.reads.roles import seat_of
from courtlink.actions.file import file_lawsuit, join_confirmation
from courtlink.kinds import FilingKind, FilingState
from courtlink.models import Filing, FilingDocument
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal
from mediation.vault.serve import download_response

FIELDS = ("id_number", "address", "electronic", "claims", "facts", "amount", "willing")


@login_required
def lawsuit(request: SignedIn, number: str) -> HttpResponse:
    """The complaint, filled in from the case; what the court returned stands at the top and at its field."""
    case, seat = _seated(request, number)
    latest = Filing.objects.filter(case=case, kind=FilingKind.LAWSUIT).order_by("-pk").first()
    if latest is not None and latest.state not in (FilingState.RETURNED, FilingState.REJECTED, FilingState.WITHDRAWN):
        return redirect("courtlink:filing", ref=latest.ref)
    words = _typed(request) if request.method == "POST" else _first_words(case, seat, latest)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            evidence = [int(pk) for pk in request.POST.getlist("evidence") if pk.isdecimal() and len(pk) < 19]
            sent = file_lawsuit(case.pk, by=request.user, words=words, evidence=evidence, drawing=request.POST.get("drawing", ""))
        except Refusal as fault:
            refusal = fault
        else:
            return redirect("courtlink:filing", ref=sent.ref)
    facts = {
        "case": case,
        "words": words,
        "refusal": refusal,
        "faults": refusal.facts.get("fields", {}) if refusal else {},
        "returned": latest if latest is not None and latest.state == FilingState.RETURNED else None,
        "exhibits": case.evidence.filter(party=seat),
        "blocked": case.dispute_type.no_lawsuit_reason,
    }
    return render(request, "courtlink/lawsuit.html", facts, status=refusal.status if refusal else 200)


@login_required
def confirmation(request: SignedIn, number: str) -> HttpResponse:
    """The joint application: each side signs its part."""
    case, seat = _seated(request, number)
    latest = Filing.objects.filter(case=case, kind=FilingKind.CONFIRMATION).order_by("-pk").first()
    if latest is not None and latest.state not in (FilingState.DRAFT, FilingState.RETURNED, FilingState.REJECTED, FilingState.WITHDRAWN):
        return redirect("courtlink:filing", ref=latest.ref)
    words = _typed(request) if request.method == "POST" else {"id_number": seat.id_number, "address": seat.address, "electronic": "yes"}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            sent = join_confirmation(case.pk, by=request.user, words=words, drawing=request.POST.get("drawing", ""))
        except Refusal as fault:
            refusal = fault
        else:
            return redirect("courtlink:confirmation", number=number) if sent.state == FilingState.DRAFT else redirect("courtlink:filing", ref=sent.ref)
    joined = {c.party_id for c in latest.consents.all()} if latest and latest.state == FilingState.DRAFT else set()
    facts = {
        "case": case,
        "seat": seat,
        "words": words,
        "refusal": refusal,
        "faults": refusal.facts.get("fields", {}) if refusal else {},
        "mine": seat.pk in joined,
        "joined": [(party, party.pk in joined) for party in case.parties.all()],
        "returned": latest if latest is not None and latest.state == FilingState.RETURNED else None,
    }
    return render(request, "courtlink/confirmation.html", facts, status=refusal.status if refusal else 200)


@login_required
def filing(request: SignedIn, ref: str) -> HttpResponse:
    """What was sent, and what the court says."""
    found = get_object_or_404(Filing.objects.visible_to(request.user).select_related("case__court"), ref=ref)
    return render(request, "courtlink/filing.html", {"filing": found, "case": found.case})


@login_required
def document(request: SignedIn, ref: str, pk: int) -> HttpResponseBase:
    """One document of a filing."""
    found = get_object_or_404(Filing.objects.visible_to(request.user), ref=ref)
    row = get_object_or_404(FilingDocument.objects.select_related("file"), filing=found, pk=pk)
    return download_response(row.file, f"{row.position:02d}-{row.kind}", request=request)


def _seated(request: SignedIn, number: str) -> tuple[Case, Party]:
    case = get_object_or_404(Case.objects.visible_to(request.user).for_reading(), number=number)
    seat = seat_of(request.user, case)
    if seat is None:
        raise NotFound(_("Only the parties of the case can file this."))
    return case, seat


def _typed(request: SignedIn) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:4000] for name in FIELDS}


def _first_words(case: Case, seat: Party, latest: Filing | None) -> dict[str, Any]:
    """The last filing's words when it came back, else what the case knows: nothing is typed twice."""
    if latest is not None and latest.words:
        return json.loads(latest.words) | {"id_number": seat.id_number, "address": seat.address}
    amount = f"{case.amount:.2f}" if case.amount else ""
    claims = f"判令被告支付{amount}元。\n诉讼费用由被告承担。" if amount else ""
    return {"id_number": seat.id_number, "address": seat.address, "electronic": "yes", "claims": claims, "facts": case.summary, "amount": amount, "willing": ""}
