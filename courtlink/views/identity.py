"""The page on which a party hands in copies of its identity papers for the court."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courtlink.actions.identity import hand_in, take_out
from courtlink.models import IdentityPaper
from courtlink.views.seat import seated
from mediation.people.signed_in import SignedIn
from mediation.refusals import Refusal
from mediation.vault.serve import download_response
from mediation.vault.views import files_of


@login_required
def identity(request: SignedIn, number: str) -> HttpResponse:
    """What lies here, and one more."""
    case, seat = seated(request, number)
    refused = ""
    if request.method == "POST":
        try:
            upload = files_of(request).get("paper")
            if upload is not None:
                hand_in(seat.pk, by=request.user, upload=upload)
                return redirect("courtlink:identity", number=number)
            refused = _("Please choose a photograph or a PDF.")
        except Refusal as refusal:
            refused = str(refusal.sentence)
    facts = {"case": case, "seat": seat, "papers": IdentityPaper.objects.filter(party=seat).select_related("file"), "refused": refused}
    return render(request, "courtlink/identity.html", facts, status=422 if refused else 200)


@login_required
def identity_paper(request: SignedIn, number: str, pk: int) -> HttpResponseBase:
    """One of them, for its own side."""
    _case, seat = seated(request, number)
    paper = get_object_or_404(IdentityPaper.objects.select_related("file"), party=seat, pk=pk)
    return download_response(paper.file, f"identity-{paper.pk}", request=request)


@login_required
@require_POST
def take_identity_out(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """Take one out again."""
    _case, seat = seated(request, number)
    take_out(get_object_or_404(IdentityPaper, party=seat, pk=pk).pk, by=request.user)
    return redirect("courtlink:identity", number=number)
