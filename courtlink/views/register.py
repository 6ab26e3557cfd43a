"""The clerk registers a dispute and directs it to a mediator, or entrusts a filed case to one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.actions import court, rounds
from cases.kinds import Stage
from cases.models import Case
from cases.reads.lookup import case_for
from cases.reads.mediators import assignable
from cases.rules import is_clerk
from courtlink.checks import docket_parts
from mediation.people.models import Centre
from mediation.people.roles import CentreKind
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal


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
