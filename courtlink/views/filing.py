"""The parties' pages: join an application, see what became of it."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases import clock
from cases.reads.roles import seat_of
from courtlink.actions.early import is_early, text_to_bind
from courtlink.actions.fee import note_fee_paid
from courtlink.actions.file import join_confirmation
from courtlink.actions.stages import refuse_early
from courtlink.actions.take_back import take_back as take_back_filing
from courtlink.dossier import undertaking
from courtlink.flow import can_be_taken_back
from courtlink.kind_table import row_of
from courtlink.kinds import FilingKind, FilingState
from courtlink.models import Filing, FilingDocument
from courtlink.precheck.submission import Submission
from courtlink.precheck.table import Level, findings
from courtlink.reads import changes_of, clocks_of, faults_of_return, filing_for, identity_papers_of, latest_filing, objection_to, way_of_complaint
from courtlink.views.seat import seated
from mediation.people.signed_in import SignedIn
from mediation.refusals import Refusal
from mediation.vault.serve import download_response

FIELDS = ("id_number", "address", "electronic")
AT_FIELDS = (*FIELDS, "drawing", "court")  # these show their faults themselves


@login_required
def confirmation(request: SignedIn, number: str) -> HttpResponse:
    """The joint application: each side signs its part."""
    case, seat = seated(request, number)
    latest = latest_filing(case, FilingKind.CONFIRMATION)
    if latest is not None and latest.state not in (FilingState.DRAFT, FilingState.RETURNED, FilingState.REJECTED, FilingState.WITHDRAWN):
        return redirect("courtlink:filing", ref=latest.ref)
    early = is_early(case, seat)
    if request.method == "GET" and not early:
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
    consents = [c for c in latest.consents.all() if c.text_sha256 in ("", text_to_bind(case))] if latest and latest.state == FilingState.DRAFT else []
    joined = {c.party_id for c in consents}
    papers = Submission(case, FilingKind.CONFIRMATION, ((seat, words),), (), clock.now(), request.user.pk, latest.first_submitted_at if latest else None, early=early)
    found = findings(papers)
    facts = {
        "case": case,
        "seat": seat,
        "words": words,
        "identity_papers": identity_papers_of(seat),
        "refusal": refusal,
        "faults": (faults := _faults(refusal, latest)),
        "faults_besides": [sentence for field, sentences in faults.items() if field not in AT_FIELDS for sentence in sentences],
        # When all have signed and it is still here, its paper could not be printed: signing again sends it.
        "mine": seat.pk in joined and (early or any(party.pk not in joined for party in case.parties.all())),
        "early": early,
        "venues": papers.venues,
        "asked": request.method == "POST",
        "must": [one for one in found if one.level == Level.MUST],
        "should": [one for one in found if one.level == Level.SHOULD],
        "joined": [(party, party.pk in joined) for party in case.parties.all()],
        "undertaking": undertaking(case, consents, at=clock.now())["undertaking"],
        "returned": latest if latest is not None and latest.state == FilingState.RETURNED else None,
    }
    return render(request, "courtlink/confirmation.html", facts, status=refusal.status if refusal else 200)


@login_required
def filing(request: SignedIn, ref: str) -> HttpResponse:
    """What was sent, and what the court says."""
    found = filing_for(request.user, ref)
    mine = found.created_by_id == request.user.pk or (row_of(found.kind).joint and seat_of(request.user, found.case) is not None)
    clocks = clocks_of(found)
    facts = {
        "filing": found,
        "case": found.case,
        "clocks": clocks,
        "complaint": way_of_complaint(clocks, clock.now()),
        "mine": mine,
        "dates": found.hearings.select_related("filing", "court"),
        "changes": changes_of(found) if mine else [],
        "correction": reverse(f"courtlink:{found.kind}", args=[found.case.number]),
        "may_take_back": mine and can_be_taken_back(found.state, found.kind),
        "documents": [(document, objection_to(document)) for document in found.documents.all()],
    }
    return render(request, "courtlink/filing.html", facts)


@login_required
@require_POST
def take_back(request: SignedIn, ref: str) -> HttpResponse:
    """Take it back before the court has decided."""
    found = filing_for(request.user, ref)
    take_back_filing(found.pk, by=request.user)
    return redirect("courtlink:filing", ref=ref)


@login_required
@require_POST
def fee_paid(request: SignedIn, ref: str) -> HttpResponse:
    """Say that the fee is paid."""
    note_fee_paid(filing_for(request.user, ref).pk, by=request.user)
    return redirect("courtlink:filing", ref=ref)


@login_required
def document(request: SignedIn, ref: str, pk: int) -> HttpResponseBase:
    """One document of a filing."""
    found = filing_for(request.user, ref)
    row = get_object_or_404(FilingDocument.objects.select_related("file"), filing=found, pk=pk)
    return download_response(row.file, f"{row.position:02d}-{row.kind}", request=request)


def _typed(request: SignedIn) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:4000] for name in FIELDS}


def _faults(refusal: Refusal | None, latest: Filing | None) -> dict[str, list[str]]:
    """What is wrong, by field: what was just refused, else what the court wrote when it returned the papers."""
    if refusal is not None:
        return cast("dict[str, list[str]]", refusal.facts.get("fields", {}))
    return faults_of_return(latest)
