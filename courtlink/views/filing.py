"""The parties' pages: write a lawsuit, join an application, see what became of it."""

import json
from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.kinds import Side
from cases.models import Case, Evidence, Party
from cases.reads.causes import usual_causes
from cases.reads.fee import court_fee
from cases.reads.jurisdiction import competent_courts
from cases.reads.roles import seat_of
from courtlink.actions.file import file_lawsuit, join_confirmation
from courtlink.actions.stages import refuse_early
from courtlink.actions.take_back import take_back as take_back_filing
from courtlink.flow import CAN_BE_TAKEN_BACK
from courtlink.kinds import DocumentKind, FilingKind, FilingState, ReturnReason
from courtlink.models import Filing, FilingDocument
from courtlink.reads import filing_for
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal, WrongPerson
from mediation.vault.serve import download_response

FIELDS = ("id_number", "address", "electronic", "claims", "facts", "amount", "willing")
FIELD_OF: dict[str, str] = {
    ReturnReason.MISSING_ID: "id_number",
    ReturnReason.MISSING_ADDRESS: "address",
    ReturnReason.UNCLEAR_CLAIM: "claims",
    ReturnReason.UNCLEAR_FACTS: "facts",
    ReturnReason.MISSING_EVIDENCE: "evidence",
}


@login_required
def lawsuit(request: SignedIn, number: str) -> HttpResponse:
    """The complaint, filled in from the case; what the court returned stands at the top and at its field."""
    case, seat = _seated(request, number)
    latest = Filing.objects.filter(case=case, kind=FilingKind.LAWSUIT).order_by("-pk").first()
    if latest is not None and latest.state not in (FilingState.RETURNED, FilingState.REJECTED, FilingState.WITHDRAWN):
        return redirect("courtlink:filing", ref=latest.ref)
    if seat.side != Side.APPLICANT:
        raise WrongPerson(_("Only the parties of the case can file this."))
    if request.method == "GET":
        refuse_early(case, FilingKind.LAWSUIT)
    words = _typed(request) if request.method == "POST" else _first_words(case, seat, latest)
    exhibits = case.evidence.on_the_table().filter(party=seat).select_related("file")
    ticked = _ticked(request, exhibits, latest)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            sent = file_lawsuit(case.pk, by=request.user, words=words, evidence=ticked, drawing=request.POST.get("drawing", ""))
        except Refusal as fault:
            refusal = fault
        else:
            return redirect("courtlink:filing", ref=sent.ref)
    facts = {
        "case": case,
        "words": words,
        "refusal": refusal,
        "faults": _faults(refusal, latest),
        "returned": latest if latest is not None and latest.state == FilingState.RETURNED else None,
        "exhibits": exhibits,
        "ticked": ticked,
        "blocked": case.dispute_type.no_lawsuit_reason,
        "venues": competent_courts(case, FilingKind.LAWSUIT, on=timezone.localdate()),
        "causes": usual_causes(case.dispute_type, on=timezone.localdate()),
        "fee": court_fee(case.amount, timezone.localdate()) if case.amount else None,
    }
    return render(request, "courtlink/lawsuit.html", facts, status=refusal.status if refusal else 200)


@login_required
def confirmation(request: SignedIn, number: str) -> HttpResponse:
    """The joint application: each side signs its part."""
    case, seat = _seated(request, number)
    latest = Filing.objects.filter(case=case, kind=FilingKind.CONFIRMATION).order_by("-pk").first()
    if latest is not None and latest.state not in (FilingState.DRAFT, FilingState.RETURNED, FilingState.REJECTED, FilingState.WITHDRAWN):
        return redirect("courtlink:filing", ref=latest.ref)
    if request.method == "GET":
        refuse_early(case, FilingKind.CONFIRMATION)
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
        "faults": _faults(refusal, latest),
        # When all have signed and it is still here, its paper could not be printed: signing again sends it.
        "mine": seat.pk in joined and any(party.pk not in joined for party in case.parties.all()),
        "venues": competent_courts(case, FilingKind.CONFIRMATION, on=timezone.localdate()),
        "joined": [(party, party.pk in joined) for party in case.parties.all()],
        "returned": latest if latest is not None and latest.state == FilingState.RETURNED else None,
    }
    return render(request, "courtlink/confirmation.html", facts, status=refusal.status if refusal else 200)


@login_required
def filing(request: SignedIn, ref: str) -> HttpResponse:
    """What was sent, and what the court says."""
    found = filing_for(request.user, ref)
    mine = found.created_by_id == request.user.pk or (found.kind == FilingKind.CONFIRMATION and seat_of(request.user, found.case) is not None)
    return render(request, "courtlink/filing.html", {"filing": found, "case": found.case, "may_take_back": mine and found.state in CAN_BE_TAKEN_BACK})


@login_required
@require_POST
def take_back(request: SignedIn, ref: str) -> HttpResponse:
    """Take it back before the court has decided."""
    found = filing_for(request.user, ref)
    take_back_filing(found.pk, by=request.user)
    return redirect("courtlink:filing", ref=ref)


@login_required
def document(request: SignedIn, ref: str, pk: int) -> HttpResponseBase:
    """One document of a filing."""
    found = filing_for(request.user, ref)
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


def _ticked(request: SignedIn, exhibits: Iterable[Evidence], latest: Filing | None) -> list[int]:
    """The exhibits chosen on this page, or the ones that went with the filing that came back."""
    if request.method == "POST":
        return [exhibit.pk for exhibit in exhibits if str(exhibit.pk) in request.POST.getlist("evidence")]
    if latest is None:
        return []
    sent = set(latest.documents.filter(kind=DocumentKind.EVIDENCE).values_list("file_id", flat=True))
    return [exhibit.pk for exhibit in exhibits if exhibit.file_id in sent]


def _faults(refusal: Refusal | None, latest: Filing | None) -> dict[str, list[str]]:
    """What is wrong, by field: what was just refused, else what the court wrote when it returned the papers."""
    if refusal is not None:
        return cast("dict[str, list[str]]", refusal.facts.get("fields", {}))
    faults: dict[str, list[str]] = {}
    for document in latest.documents.all() if latest is not None and latest.state == FilingState.RETURNED else ():
        if field := FIELD_OF.get(document.review_reason):
            faults.setdefault(field, []).append(": ".join(filter(None, (str(document.get_review_reason_display()), document.review_words))))
    return faults


def _first_words(case: Case, seat: Party, latest: Filing | None) -> dict[str, Any]:
    """The last filing's words when it came back, else what the case knows: nothing is typed twice."""
    if latest is not None and latest.words:
        return json.loads(latest.words) | {"id_number": seat.id_number, "address": seat.address}
    amount = f"{case.amount:.2f}" if case.amount else ""
    claims = f"判令被告支付{amount}元。\n诉讼费用由被告承担。" if amount else ""
    return {"id_number": seat.id_number, "address": seat.address, "electronic": "yes", "claims": claims, "facts": case.summary, "amount": amount, "willing": ""}
