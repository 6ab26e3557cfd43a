"""Name a mediator: those who fit best first, with the reasons; somebody else with a reason of one's own."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import mediators, rounds
from cases.kinds import Override, RoundState
from cases.models import Case
from cases.reads.lookup import case_for
from cases.reads.suggest import Suggestion, suggestions
from cases.rules import is_dispatcher, names_mediator
from mediation.people.models import Centre
from mediation.people.roles import CentreKind
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal, WrongPerson

Lists = list[tuple[Centre, list[Suggestion]]]
KEY_LENGTH = 18


@login_required
def assign(request: SignedIn, number: str) -> HttpResponse:
    """Admit and name the mediator; name another one; assign the second mediation."""
    case = case_for(request.user, number)
    if not (is_dispatcher | names_mediator).test(request.user, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    deed = _assignment(case)
    lists = _lists(case, deed)
    refused: object = ""
    if request.method == "POST":
        try:
            _assign(case, deed, lists, request)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect("cases:case", number=number)
    facts = {"case": case, "deed": deed, "lists": lists, "refused": refused, "overrides": Override.choices}
    return render(request, "cases/assign.html", facts, status=422 if refused else 200)


def _assignment(case: Case) -> str:
    """Which assignment the case waits for, if any."""
    if case.edge("accept"):
        return "accept"
    if case.edge("place"):
        return "place"
    attempt = case.open_round
    return "appoint" if attempt and attempt.state == RoundState.PROPOSED else ""


def _lists(case: Case, deed: str) -> Lists:
    """The centres in question, each with its mediators in order."""
    own = case.open_round.centre if case.open_round else case.centre
    centres = Centre.objects.filter(kind=CentreKind.MEDIATION) if deed == "place" else [own]
    at = clock.now()
    return [(centre, suggestions(case, centre, at=at)) for centre in centres]


def _assign(case: Case, deed: str, lists: Lists, request: SignedIn) -> None:
    centre, _sep, mediator = request.POST.get("mediator", "").partition(":")
    if not deed or not (centre.isdecimal() and mediator.isdecimal() and centre.isascii() and mediator.isascii() and len(centre + mediator) <= KEY_LENGTH):
        raise Invalid(_("Please choose a mediator."))
    chosen: Any = int(mediator) or None  # 0: both sides choose together
    why = request.POST.get("override", "")
    best = next((found[0].person.pk for place, found in lists if place.pk == int(centre) and found), None)
    if chosen not in (None, best) and why not in Override.values:
        raise Invalid(_("Please say why somebody else than the first on the list is named."))
    if deed == "accept":
        rounds.accept_case(case.pk, by=request.user, mediator_id=chosen, why=why)
    elif deed == "place":
        rounds.place(case.pk, by=request.user, centre_id=int(centre), mediator_id=chosen, why=why)
    else:
        mediators.appoint(case.pk, by=request.user, mediator_id=chosen or 0)
