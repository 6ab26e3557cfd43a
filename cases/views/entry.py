"""Staff enter an application for a citizen; repeated applications are found and joined."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cases.actions import entry, repeats
from cases.actions.intake import Application
from cases.forms import EntryForm
from cases.models import Case
from cases.reads.lookup import case_for
from cases.reads.repeats import same_dispute, similar_cases
from cases.rules import is_dispatcher
from mediation.people.roles import Role
from mediation.people.rules import holds
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal, WrongPerson
from mediation.vault.views import files_of


@login_required
def enter(request: SignedIn) -> HttpResponse:
    """The form of the window, the hotline, the grid worker's phone."""
    if not any(holds(request.user, role) for role in entry.ENTERS):
        raise NotFound(_("Only the centre that is responsible for this place can enter it."))
    begun = {"channel": "grid" if holds(request.user, Role.GRID) else "window"}
    form = EntryForm(request.POST, files_of(request)) if request.method == "POST" else EntryForm(initial=begun)
    refused: object = ""
    known: list[Case] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        known = [] if said["again"] else _known(said)
        if not known:
            try:
                case = entry.enter(Application.entered(said, channel=said["channel"]), by=request.user, way=said["way"], scan=said["scan"])
            except Refusal as refusal:
                refused = refusal.sentence
            else:
                return redirect("cases:case", number=case.number)
    wrong = bool(refused or known or form.errors)
    return render(request, "cases/entry.html", {"form": form, "refused": refused, "known": known}, status=422 if wrong else 200)


def _known(said: dict[str, Any]) -> list[Case]:
    return same_dispute(applicant_phone=said["applicant_phone"], respondent_name=said["respondent_name"], respondent_phone=said["respondent_phone"])


@login_required
def similar(request: SignedIn, number: str) -> HttpResponse:
    """Other cases of the same people; an application about the same dispute is joined to the older case, and parted again."""
    case = case_for(request.user, number)
    if not is_dispatcher.test(request.user, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            if "part" in request.POST:
                repeats.part_from(case.pk, by=request.user)
            else:
                other = get_object_or_404(Case.objects.visible_to(request.user), number=request.POST.get("other", ""))
                repeats.join_to(case.pk, by=request.user, other=other)
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("cases:similar", number=number)
    facts = {"case": case, "others": similar_cases(case, request.user), "refused": refused.sentence if refused else ""}
    return render(request, "cases/similar.html", facts, status=refused.status if refused else 200)
