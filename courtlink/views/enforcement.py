"""The page on which whoever is owed something asks the court to enforce what it has confirmed."""

import json
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import clock
from cases.models import Case, Party, Proceeding
from cases.reads.agreement import owed_to
from cases.reads.fee import court_fee
from courtlink.actions.file import file_enforcement
from courtlink.actions.stages import refuse_early
from courtlink.enforcement import TYPED, claims_of, first_words, total_of
from courtlink.flow import FILING_ENDS
from courtlink.kinds import FilingKind, FilingState
from courtlink.models import Filing
from courtlink.precheck.submission import Submission
from courtlink.precheck.table import Level, findings
from courtlink.reads import faults_of_return, identity_papers_of, latest_filing
from courtlink.views.seat import seated
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal, WrongPerson

MOST = 2000  # characters in a field


@login_required
def enforcement(request: SignedIn, number: str) -> HttpResponse:
    """Every overdue obligation with what is still open of it; what the court returned stands at its field."""
    case, seat = seated(request, number)
    if not owed_to(case, seat):
        raise WrongPerson(_("Only the side to which something is owed can ask for this."))
    latest = latest_filing(case, FilingKind.ENFORCEMENT)
    if latest is not None and latest.state not in FILING_ENDS:
        return redirect("courtlink:filing", ref=latest.ref)
    if request.method == "GET":
        refuse_early(case, FilingKind.ENFORCEMENT)
    words = _typed(request, case, seat) if request.method == "POST" else _first(case, seat, latest)
    refusal: Refusal | None = None
    if request.method == "POST" and request.POST.get("deed") != "check":
        try:
            sent = file_enforcement(case.pk, by=request.user, words=words, drawing=request.POST.get("drawing", ""))
        except Refusal as fault:
            refusal = fault
        else:
            return redirect("courtlink:filing", ref=sent.ref)
    return _page(request, case, seat, words, latest, refusal)


def _page(request: SignedIn, case: Case, seat: Party, words: dict[str, str], latest: Filing | None, refusal: Refusal | None) -> HttpResponse:
    papers = Submission(case, FilingKind.ENFORCEMENT, ((seat, words),), (), clock.now(), request.user.pk)
    found, asked, claims = findings(papers), request.method == "POST", claims_of(case, seat, words)
    faults = _faults(refusal, latest, {one.field: [one.sentence] for one in found if asked and one.level == Level.MUST})
    facts = {
        "case": case,
        "words": words,
        "identity_papers": identity_papers_of(seat),
        "refusal": refusal,
        "faults": faults,
        "claims": [(claim, faults.get(f"left_{claim.duty.pk}", ()), faults.get(f"late_{claim.duty.pk}", ())) for claim in claims],
        "fee": court_fee(total_of(claims), papers.day, Proceeding.ENFORCEMENT),
        "venues": papers.venues,
        "must": [one for one in found if one.level == Level.MUST],
        "should": [one for one in found if one.level == Level.SHOULD],
        "asked": asked,
        "returned": latest if latest is not None and latest.state == FilingState.RETURNED else None,
        "others": [party for party in case.parties.all() if party.side != seat.side],
    }
    return render(request, "courtlink/enforcement.html", facts, status=refusal.status if refusal else 200)


def _typed(request: SignedIn, case: Case, seat: Party) -> dict[str, str]:
    names = [*TYPED, *(f"{what}_{duty.pk}" for duty in owed_to(case, seat) for what in ("claim", "left", "late"))]
    return {name: request.POST[name][:MOST] for name in names if name in request.POST}


def _first(case: Case, seat: Party, latest: Filing | None) -> dict[str, str]:
    """The words that came back, else what the case knows."""
    known = first_words(case, seat)
    if latest is None or latest.state != FilingState.RETURNED:
        return known
    return cast("dict[str, str]", json.loads(latest.words)) | {name: known[name] for name in ("id_number", "address", "electronic")}


def _faults(refusal: Refusal | None, latest: Filing | None, found: dict[str, list[str]]) -> dict[str, list[str]]:
    if isinstance(refusal, Invalid):
        return cast("dict[str, list[str]]", refusal.facts.get("fields", {}))
    return found or faults_of_return(latest)
