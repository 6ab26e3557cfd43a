"""One filing before the clerk: what was filled in beside the papers, what the rules say, what can be done."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import clock
from cases.models import reasons_on
from cases.rules import is_clerk
from courtlink.actions.claim import glance
from courtlink.actions.deeds import Said, do
from courtlink.checks import docket_example
from courtlink.flow import IN_HAND
from courtlink.kind_table import row_of
from courtlink.kinds import DeemedReason, FilingState, RefusalGround, RejectReason, Result
from courtlink.models import Feedback, Filing, FilingDocument
from courtlink.precheck.advice import ADVICE
from courtlink.precheck.table import rules_for, verdicts
from courtlink.reads import changes_of, clock_to_prolong, clocks_of, filing_for, kinds_of_dates, labels_of, more_time, papers_of
from courtlink.sheet import sheet_of
from courtlink.waiting import next_of, with_missing
from mediation.people.models import User
from mediation.people.signed_in import SignedIn
from mediation.refusals import Refusal
from mediation.vault.models import DrawnPage
from mediation.vault.serve import page_response, preview_response


@login_required
def review(request: SignedIn, ref: str) -> HttpResponse:
    """Read it, and decide."""
    filing = _at_my_court(request, ref)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            do(request.POST.get("deed", ""), filing.pk, by=request.user, said=_said(request.POST, filing))
        except Refusal as fault:
            refusal = fault
        else:
            return redirect("courtlink:review", ref=ref)
    facts = _read(filing, request) | _can_do(filing) | {"refusal": refusal, "typed": request.POST}
    return render(request, "courtlink/review.html", facts, status=refusal.status if refusal else 200)


@login_required
@require_POST
def here(request: SignedIn, ref: str) -> HttpResponse:
    """The page is still open; answer with the colleagues who have it open too."""
    return JsonResponse({"words": _others(glance(_at_my_court(request, ref), by=request.user))})


@login_required
def page(request: SignedIn, ref: str, pk: int, page: int) -> HttpResponseBase:
    """A page of a document, or the whole of a picture, to look at."""
    filing = _at_my_court(request, ref)
    file = get_object_or_404(FilingDocument.objects.select_related("file"), filing=filing, pk=pk).file
    return preview_response(file, request=request) if file.is_picture else page_response(file, page, request=request)


def _at_my_court(request: SignedIn, ref: str) -> Filing:
    filing = filing_for(request.user, ref)
    if not is_clerk.test(request.user, filing.case):
        raise Http404
    return filing


def _read(filing: Filing, request: SignedIn) -> dict[str, Any]:
    """What there is to read: one document open, everything else at hand."""
    papers = papers_of(filing)
    documents = list(filing.documents.select_related("file"))
    asked = request.GET.get("document", "")
    shown = next((document for document in documents if str(document.pk) == asked), documents[0] if documents else None)
    with_missing([filing])
    return {
        "filing": filing,
        "case": filing.case,
        "documents": documents,
        "shown": shown,
        "pages": DrawnPage.objects.filter(sha256=shown.sha256) if shown else (),
        "sheet": sheet_of(filing, papers),
        "verdicts": verdicts(papers),
        "changes": changes_of(filing),
        "clocks": clocks_of(filing),
        "others": _others(glance(filing, by=request.user)),
        "mine": filing.reviewer_id == request.user.pk,
        "feedback": Feedback.objects.filter(filing=filing).select_related("answered_by").first(),
        "next": next_of(request.user, filing),
        "now": timezone.now(),
    }


def _can_do(filing: Filing) -> dict[str, Any]:
    """What the clerk can choose from."""
    today = timezone.localdate(clock.now())
    return {
        "in_hand": filing.state in IN_HAND,
        "dates": filing.hearings.standing().select_related("filing", "court"),
        "may_set_dates": bool(kinds_of_dates(filing)),
        "rows": [(document, rules_for(document.kind)) for document in filing.documents.all()] if filing.state == FilingState.UNDER_REVIEW else (),
        "form_rows": labels_of(filing).items(),
        "reject_reasons": RejectReason.choices,
        "grounds": reasons_on(RefusalGround, today),
        "deemed_reasons": reasons_on(DeemedReason, today),
        "results": [(result, result.label) for result in row_of(filing.kind).results if result not in (Result.CONFIRMED, Result.REFUSED)],
        "more": more_time(filing, today) if clock_to_prolong(filing) else None,
        "ready": ADVICE.items(),
        "docket_example": docket_example(filing.kind, filing.case.court.court_code, today.year),
    }


def _said(post: Any, filing: Filing) -> Said:
    objections = {d.pk: (post.get(f"reason-{d.pk}", ""), post.get(f"words-{d.pk}", "")) for d in filing.documents.all()} if post.get("deed") == "return" else {}
    return Said(objections=objections, **{name: post.get(name, "") for name in ("docket_number", "reason", "remark", "result")})


def _others(people: list[User]) -> str:
    return _("Also open on the screen of: %(names)s.") % {"names": "、".join(person.name for person in people)} if people else ""
