"""What a centre has kept long enough: one person proposes to delete it, another one decides."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import erase
from cases.models import Erasure
from cases.reads.retention import due_cases, keeps_file, kept_by, rules_in_force, waiting_erasures
from mediation.parsing import key_in
from mediation.people.models import Centre
from mediation.people.roles import CentreKind
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal

SHOWN = 100


@login_required
def keeping(request: SignedIn) -> HttpResponse:
    """The centres whose files the reader answers for."""
    places = kept_by(request.user, at=clock.now())
    if not places:
        raise NotFound(_("There is nothing here for you."))
    return render(request, "cases/keeping.html", {"places": places, "rules": rules_in_force()})


@login_required
def retention(request: SignedIn, pk: int) -> HttpResponse:
    """Show the lists, and do what was pressed."""
    place = get_object_or_404(Centre, pk=pk, kind=CentreKind.MEDIATION)
    if not keeps_file(request.user, place):
        raise NotFound(_("There is nothing here for you."))
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            _press(request, place)
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("cases:retention", pk=pk)
    facts = {
        "centre": place,
        "due": due_cases(place.pk, at=clock.now())[:SHOWN],
        "waiting": waiting_erasures(place),
        "rules": rules_in_force(),
        "refused": refused.sentence if refused else "",
    }
    return render(request, "cases/retention.html", facts, status=refused.status if refused else 200)


def _press(request: SignedIn, place: Centre) -> None:
    if request.POST.get("deed") == "propose":
        for number in request.POST.getlist("number")[:SHOWN]:
            erase.propose(get_object_or_404(due_cases(place.pk, at=clock.now()), number=number).pk, by=request.user)
        return
    row = get_object_or_404(Erasure, pk=key_in(request.POST, "row"), case__centre=place)
    erase.decide(row.pk, by=request.user, yes=request.POST.get("deed") == "delete")
