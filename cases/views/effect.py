"""The paper that makes an agreement enforceable, or takes that away: its number and its scan."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.actions import court
from cases.forms import EffectForm
from cases.models import Case
from cases.reads.lookup import case_for
from cases.rules import is_applicant, is_dispatcher, is_its_mediator, is_manager
from mediation.people.signed_in import SignedIn
from mediation.refusals import Refusal, WrongPerson
from mediation.vault.views import files_of


@login_required
def notarise(request: SignedIn, number: str) -> HttpResponse:
    """Enter a notarised enforceable deed (move 26b)."""
    case = case_for(request.user, number)
    if not (is_its_mediator | is_manager).test(request.user, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    return enter_effect(request, case, _("Enter the notarised deed"), court.enter_deed)


@login_required
def arbitration_accepted(request: SignedIn, number: str) -> HttpResponse:
    """Enter the notice with which the arbitration commission accepted a labour dispute (move 4b)."""
    case = case_for(request.user, number)
    if not (is_applicant | is_dispatcher | is_its_mediator).test(request.user, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    return enter_effect(request, case, _("The arbitration commission has accepted it"), court.enter_arbitration)


def enter_effect(request: SignedIn, case: Case, title: object, deed: Callable[..., Any]) -> HttpResponse:
    """Ask for number and scan, then do the deed."""
    form = EffectForm(request.POST, files_of(request)) if request.method == "POST" else EffectForm()
    refused: object = ""
    if request.method == "POST" and form.is_valid():
        try:
            deed(case.pk, by=request.user, number=form.cleaned_data["number"], upload=form.cleaned_data["paper"])
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect("cases:case", number=case.number)
    return render(request, "cases/effect.html", {"case": case, "form": form, "refused": refused, "title": title}, status=422 if refused or form.errors else 200)
