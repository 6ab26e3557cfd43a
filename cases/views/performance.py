"""After the agreement: done, received, given up; and a word about how it went."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.actions import perform
from cases.models import Case, Obligation
from cases.reads.lookup import case_for
from cases.reads.roles import audiences_of, role_of, seats_of
from cases.rules import is_dispatcher, is_its_mediator
from mediation.parsing import key_in
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal
from mediation.vault.serve import download_response, preview_response
from mediation.vault.views import files_of

WORDS = range(1, 6)


@login_required
@require_POST
def done(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """The side that receives it, or the mediator, says that it is done."""
    perform.close_obligation(_duty(case_for(request.user, number), pk).pk, by=request.user)
    return redirect("cases:case", number=number)


@login_required
@require_POST
def claim(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """The side that owes it says that it is done, with a receipt if there is one."""
    perform.claim_done(_duty(case_for(request.user, number), pk).pk, by=request.user, proof=files_of(request).get("proof"))
    return redirect("cases:case", number=number)


@login_required
@require_POST
def waive(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """The side that receives it gives it up."""
    perform.waive_obligation(_duty(case_for(request.user, number), pk).pk, by=request.user)
    return redirect("cases:case", number=number)


@login_required
def proof(request: SignedIn, number: str, pk: int) -> HttpResponseBase:
    """The receipt that was shown for an obligation, for the two sides and their mediator."""
    case = case_for(request.user, number)
    duty = _duty(case, pk)
    if duty.proof is None or not (seats_of(request.user, case) or len(audiences_of(request.user, case)) > 1):
        raise NotFound(_("There is nothing here."))
    if duty.proof.is_picture:
        return preview_response(duty.proof, request=request)
    return download_response(duty.proof, f"{case.number}-O{duty.position}.pdf", request=request)


@login_required
def look_back(request: SignedIn, number: str) -> HttpResponse:
    """A return visit, or a party's own word: was it kept, were you satisfied, is anything smouldering?"""
    case = case_for(request.user, number)
    seats = seats_of(request.user, case)
    if not (seats or (is_its_mediator | is_dispatcher).test(request.user, case)):
        raise NotFound(_("There is nothing here."))
    people = seats or list(case.parties.all())
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            perform.note_visit(
                case.pk,
                by=request.user,
                party_id=seats[0].pk if seats else key_in(request.POST, "party"),
                kept=request.POST.get("kept") == "yes",
                satisfaction=key_in(request.POST, "satisfaction"),
                smoulders="smoulders" in request.POST,
                words=request.POST.get("words", ""),
            )
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("cases:look_back", number=number)
    visits = case.visits.select_related("party", "by")
    facts = {
        "case": case,
        "role": role_of(request.user, case),
        "people": people,
        "seat": seats[0] if seats else None,
        "visits": visits.filter(party__in=seats) if seats else visits,
        "refused": refused.sentence if refused else "",
        "scale": WORDS,
    }
    return render(request, "cases/look_back.html", facts, status=refused.status if refused else 200)


def _duty(case: Case, pk: int) -> Obligation:
    return get_object_or_404(Obligation.objects.select_related("proof"), pk=pk, agreement__case=case)
