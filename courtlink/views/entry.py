"""What the court enters itself: a dispute that came straight to it, the paper that gives an agreement its force or takes it away."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.actions import court, intake
from cases.forms import CourtForm
from cases.kinds import Channel
from cases.models import Case
from cases.reads.lookup import case_for
from cases.rules import is_clerk
from cases.views.effect import enter_effect
from mediation.people.roles import Role
from mediation.people.signed_in import SignedIn
from mediation.refusals import Refusal

# The move, what the page calls it, what does it.
ENTRIES: dict[str, tuple[Promise | str, Callable[..., Case]]] = {
    "court_statement": (_("Enter the court's mediation statement"), court.enter_statement),
    "revoke": (_("Enter the revocation of the confirmation"), court.enter_revocation),
}


@login_required
def new(request: SignedIn) -> HttpResponse:
    """Enter a dispute from its complaint; both sides are asked for their consent."""
    if not {post.role for post in request.user.posts} & {Role.CLERK, Role.JUDGE}:
        raise Http404
    form = CourtForm(request.POST if request.method == "POST" else None)
    refused: object = ""
    if request.method == "POST" and form.is_valid():
        try:
            case = intake.register_by_court(_application(form.cleaned_data), by=request.user)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect("courtlink:register", number=case.number)
    return render(request, "courtlink/new.html", {"form": form, "refused": refused}, status=422 if refused or form.errors else 200)


@login_required
def effect(request: SignedIn, number: str, name: str) -> HttpResponse:
    """Enter a statement or a revocation by its number, with the scan when there is one."""
    case = case_for(request.user, number)
    if not is_clerk.test(request.user, case):
        raise Http404
    title, deed = ENTRIES[name]
    return enter_effect(request, case, title, deed)


def _application(said: dict[str, Any]) -> intake.Application:
    return intake.Application(
        area=said["area"],
        channel=Channel.COURT,
        dispute_type=said["dispute_type"],
        summary=said["summary"],
        wish=said["wish"],
        amount=said["amount"],
        applicant=intake.Person(name=said["applicant_name"], phone=said["applicant_phone"], kind=said["applicant_kind"]),
        respondent=intake.Person(name=said["respondent_name"], phone=said["respondent_phone"], kind=said["respondent_kind"]),
    )
