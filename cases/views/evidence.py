"""Exhibits: show one, look at one, replace it, put it on the table, take it back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.actions import evidence as exhibits
from cases.forms import EvidenceForm
from cases.models import Case, Evidence
from cases.reads.documents import drawn_pages, versions_of
from cases.reads.lookup import case_for
from cases.reads.roles import audiences_of, seat_of
from mediation.people.signed_in import SignedIn
from mediation.refusals import Refusal, WrongPerson
from mediation.vault.kinds import SUFFIX_OF
from mediation.vault.serve import download_response, page_response, preview_response
from mediation.vault.views import files_of


@login_required
def add_evidence(request: SignedIn, number: str) -> HttpResponse:
    """Show something to the mediator or to everybody."""
    found = case_for(request.user, number)
    if seat_of(request.user, found) is None:
        raise WrongPerson(_("Only the parties of the case can show something here."))
    form, refused = EvidenceForm(), None
    if request.method == "POST":
        try:
            form = EvidenceForm(request.POST, files_of(request))
            if form.is_valid():
                said = form.cleaned_data
                shown = exhibits.add_evidence(found.pk, by=request.user, upload=said["file"], purpose=said["purpose"], private=said["private"])
                return redirect("cases:exhibit", number=number, pk=shown.pk)
        except Refusal as refusal:
            refused = refusal
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "cases/evidence.html", {"case": found, "form": form, "refused": refused.sentence if refused else ""}, status=status)


@login_required
def exhibit(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """One exhibit with its earlier versions and its fingerprint; its owner can replace it, show it to all, or take it back."""
    found, row = _exhibit(request, number, pk)
    form, refused = EvidenceForm(), None
    if request.method == "POST":
        try:
            form = EvidenceForm(request.POST, files_of(request))
            if form.is_valid():
                said = form.cleaned_data
                shown = exhibits.replace_evidence(row.pk, by=request.user, upload=said["file"], purpose=said["purpose"])
                return redirect("cases:exhibit", number=number, pk=shown.pk)
        except Refusal as refusal:
            refused = refusal
    facts = {
        "case": found,
        "exhibit": row,
        "pages": drawn_pages(row.file),
        "versions": versions_of(request.user, row, audiences_of(request.user, found)),
        "own": row.party.acted_by(request.user.pk) and row.is_current and row.withdrawn_at is None,
        "form": form,
        "refused": refused.sentence if refused else "",
    }
    return render(request, "cases/exhibit.html", facts, status=refused.status if refused else 422 if form.errors else 200)


@login_required
@require_POST
def show_to_all(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """Put a private exhibit on the table."""
    shown = exhibits.show_to_all(_exhibit(request, number, pk)[1].pk, by=request.user)
    return redirect("cases:exhibit", number=number, pk=shown.pk)


@login_required
@require_POST
def take_evidence_back(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """Take an exhibit off the table."""
    exhibits.take_evidence_back(_exhibit(request, number, pk)[1].pk, by=request.user)
    return redirect("cases:case", number=number)


@login_required
def evidence(request: SignedIn, number: str, pk: int) -> HttpResponseBase:
    """The harmless picture or sound of an exhibit; a paper as a download. `?original` gives the untouched file."""
    found, row = _exhibit(request, number, pk)
    if row.file.preview_sha256 and "original" not in request.GET:
        return preview_response(row.file, request=request)
    return download_response(row.file, f"{found.number}-{row.label}-v{row.version}.{SUFFIX_OF[row.file.media_type]}", request=request)


@login_required
def evidence_page(request: SignedIn, number: str, pk: int, page: int) -> HttpResponseBase:
    """A page of a paper, as a picture."""
    return page_response(_exhibit(request, number, pk)[1].file, page, request=request)


def _exhibit(request: SignedIn, number: str, pk: int) -> tuple[Case, Evidence]:
    found = case_for(request.user, number)
    seen = Evidence.objects.for_reader(request.user, audiences_of(request.user, found)).select_related("file", "party")
    return found, get_object_or_404(seen, case=found, pk=pk)
