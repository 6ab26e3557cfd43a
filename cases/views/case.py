"""The case page and everything that is done from it. Parties and staff see the same card; the actions differ."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.actions import mediators, move, rounds
from cases.kinds import Stage
from cases.models import Paper
from cases.papers import certificate_paper, receipt_paper
from cases.reads.lookup import case_for
from cases.reads.page import ALL, NEWEST, page_of
from cases.reads.roles import audiences_of, seat_of
from mediation.papers.codes import qr_svg
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, WrongPerson
from mediation.vault.serve import download_response


@login_required
def case(request: SignedIn, number: str) -> HttpResponse:
    """The code, whose turn, next step, deadline, time line; and what this reader may do now."""
    found = case_for(request.user, number)
    facts = {
        "page": page_of(request.user, found, newest=ALL if "all" in request.GET else NEWEST),
        "case": found,
        "qr": qr_svg(found.public_url, found.colour),
        "attempt": found.open_round,
    }
    return render(request, "cases/case.html", facts)


@login_required
@require_POST
def make_move(request: SignedIn, number: str, name: str) -> HttpResponse:
    """A move with a button of its own."""
    found = case_for(request.user, number)
    move.press(found.pk, name, by=request.user, reason=request.POST.get("reason", ""))
    return redirect("cases:case", number=number)


@login_required
@require_POST
def take(request: SignedIn, number: str) -> HttpResponse:
    """The mediator accepts the case."""
    mediators.take(case_for(request.user, number).pk, by=request.user, disclosure=request.POST.get("disclosure", ""))
    return redirect("cases:case", number=number)


@login_required
@require_POST
def hand_back(request: SignedIn, number: str) -> HttpResponse:
    """The mediator cannot take the case."""
    mediators.hand_back(case_for(request.user, number).pk, by=request.user)
    return redirect("cases:desk")


@login_required
@require_POST
def settle(request: SignedIn, number: str) -> HttpResponse:
    """The sides have agreed between two mediations: open a round for writing it down."""
    rounds.open_settlement(case_for(request.user, number).pk, by=request.user)
    return redirect("cases:write", number=number)


@login_required
@require_POST
def close_round(request: SignedIn, number: str) -> HttpResponse:
    """The mediator ends the attempt; the applicant chooses what comes next."""
    rounds.close_round(case_for(request.user, number).pk, by=request.user, reason=request.POST.get("reason", ""))
    return redirect("cases:case", number=number)


@login_required
@require_POST
def reply(request: SignedIn, number: str) -> HttpResponse:
    """A party who is signed in answers about the round in question."""
    found = case_for(request.user, number)
    seat = seat_of(request.user, found)
    if seat is None:
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    rounds.reply(seat.pk, answer=request.POST.get("answer", ""), words=request.POST.get("words", ""), by=request.user)
    return redirect("cases:case", number=number)


@login_required
def paper(request: SignedIn, number: str, pk: int) -> HttpResponseBase:
    """A sealed paper, for those who may see it."""
    found = case_for(request.user, number)
    row = get_object_or_404(Paper.objects.select_related("file"), case=found, pk=pk, audience__in=audiences_of(request.user, found))
    return download_response(row.file, f"{found.number}-{row.kind}-v{row.version}.pdf", request=request)


@login_required
def receipt(request: SignedIn, number: str) -> HttpResponse:
    """The dated receipt, made when it is asked for."""
    found = case_for(request.user, number)
    return _pdf(receipt_paper(found), f"{found.number}-receipt.pdf")


@login_required
def certificate(request: SignedIn, number: str) -> HttpResponse:
    """The certificate that mediation ended without agreement: dates and ways from here, for court, arbitration or the drawer (PML 26)."""
    found = case_for(request.user, number)
    failed = found.steps.filter(to_stage=Stage.FAILED).exclude(from_stage=Stage.FAILED).order_by("-seq").first()
    if found.stage not in (Stage.FAILED, Stage.FILED) or failed is None:
        raise NotFound(_("There is no certificate: the mediation has not ended without agreement."))
    return _pdf(certificate_paper(found, at=failed.at).pdf, f"{found.number}-certificate.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
