"""The clerk's pages: three lanes, a review, register and direct."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import court, rounds
from cases.kinds import Stage
from cases.models import Case
from cases.reads.lookup import case_for
from cases.reads.mediators import assignable
from cases.rules import is_clerk
from courtlink.actions import review as deeds
from courtlink.checks import docket_parts
from courtlink.flow import AT_COURT
from courtlink.kinds import FilingKind, FilingState, RejectReason
from courtlink.models import Filing
from courtlink.precheck.table import rules_for, verdicts
from courtlink.reads import filing_for, papers_of
from mediation.people.models import Centre
from mediation.people.roles import CentreKind, Role
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal

STAGES_AT_COURT = (Stage.FILED, Stage.DIRECTED_MEDIATION, Stage.CONFIRMED)
RECENT = 20
WAITING = (FilingState.SUBMITTED, *AT_COURT)


@login_required
def inbox(request: SignedIn) -> HttpResponse:
    """Directed mediation, lawsuits, confirmations: the oldest first."""
    courts = [post.centre_id for post in request.user.posts if post.role in (Role.CLERK, Role.JUDGE)]
    if not courts:
        raise Http404
    blue = Case.objects.filter(court__in=courts, stage=Stage.COURT_REGISTRATION).select_related("area", "dispute_type").order_by("reached_court_at")
    filings = Filing.objects.filter(case__court__in=courts, state__in=WAITING).select_related("case__dispute_type").order_by("submitted_at")
    lanes = [
        (FilingKind.LAWSUIT.label, "red", [f for f in filings if f.kind == FilingKind.LAWSUIT and f.state != FilingState.ACCEPTED]),
        (FilingKind.CONFIRMATION.label, "green", [f for f in filings if f.kind == FilingKind.CONFIRMATION]),
    ]
    decided = Case.objects.filter(court__in=courts, stage__in=STAGES_AT_COURT).exclude(docket_number="", court_number="").order_by("-last_seq", "-pk")[:RECENT]
    return render(request, "courtlink/inbox.html", {"blue": blue, "lanes": lanes, "decided": decided, "now": timezone.now()})


@login_required
def register(request: SignedIn, number: str) -> HttpResponse:
    """Register with the court's number and name the mediator (move 14); of a filed case, ask both sides and entrust it (move 24)."""
    case = case_for(request.user, number)
    if not is_clerk.test(request.user, case):
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _direct(case, request)
        except Refusal as fault:
            refusal = fault
        else:
            return redirect("courtlink:register" if "ask" in request.POST else "cases:case", number=number)
    centres = Centre.objects.filter(kind=CentreKind.MEDIATION)
    lists = [(centre, assignable(centre_id=centre.pk, case=case)) for centre in centres]
    filed = case.stage == Stage.FILED
    facts = {"case": case, "lists": lists, "refusal": refusal, "court_number": request.POST.get("court_number", ""), "filed": filed}
    return render(request, "courtlink/register.html", facts, status=refusal.status if refusal else 200)


@login_required
def review(request: SignedIn, ref: str) -> HttpResponse:
    """One filing: documents, the court's answer for each."""
    filing = filing_for(request.user, ref)
    if not is_clerk.test(request.user, filing.case):
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _decide(filing, request)
        except Refusal as fault:
            refusal = fault
        else:
            return redirect("courtlink:review", ref=ref)
    facts: dict[str, Any] = {
        "filing": filing,
        "case": filing.case,
        "refusal": refusal,
        "documents": [(document, rules_for(document.kind)) for document in filing.documents.all()],
        "verdicts": verdicts(papers_of(filing)),
        "reject_reasons": RejectReason.choices,
        "typed": request.POST,
    }
    return render(request, "courtlink/review.html", facts, status=refusal.status if refusal else 200)


def _direct(case: Case, request: SignedIn) -> None:
    if "ask" in request.POST:
        court.propose_entrustment(case.pk, by=request.user)
        return
    number = request.POST.get("court_number", "").strip()
    if case.stage != Stage.FILED and docket_parts(number) is None:
        raise Invalid(_("This is not a court number. Example: (2026)浙0108民诉前调123号"))
    centre, _sep, mediator = request.POST.get("mediator", "").partition(":")
    if not (centre.isdecimal() and mediator.isdecimal() and len(centre + mediator) < 19):
        raise Invalid(_("Please choose a mediator."))
    chosen = int(mediator) or None  # 0: both sides choose together
    if case.stage == Stage.FILED:
        rounds.entrust(case.pk, by=request.user, centre_id=int(centre), mediator_id=chosen, summary="summary" in request.POST)
    else:
        rounds.register_and_direct(case.pk, by=request.user, court_number=number, centre_id=int(centre), mediator_id=chosen)


def _decide(filing: Filing, request: SignedIn) -> None:
    post = request.POST
    match post.get("deed"):
        case "take":
            deeds.take(filing.pk, by=request.user)
        case "accept":
            deeds.accept(filing.pk, by=request.user, docket_number=post.get("docket_number", ""))
        case "return":
            reasons = {d.pk: (post.get(f"reason-{d.pk}", ""), post.get(f"words-{d.pk}", "")) for d in filing.documents.all()}
            deeds.send_back(filing.pk, by=request.user, reasons=reasons, remark=post.get("remark", ""))
        case "reject":
            deeds.reject(filing.pk, by=request.user, reason=post.get("reason", ""), remark=post.get("remark", ""))
        case "decide":
            deeds.decide_confirmation(filing.pk, by=request.user)
        case _:
            raise Invalid(_("Please choose what to do."))
