"""The clerk's desk: lanes by urgency, and the same deed for several filings at once."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.kinds import Stage
from cases.models import Case
from courtlink.actions.several import Outcome, count_up, do_each
from courtlink.models import Filing
from courtlink.waiting import LONG, WHOSE, Asked, courts_of, lanes
from mediation.people.signed_in import SignedIn

STAGES_AT_COURT = (Stage.FILED, Stage.DIRECTED_MEDIATION, Stage.CONFIRMED)
RECENT, MOST_PAGES = 20, 1000
MOST = 50  # filings at once


@login_required
def inbox(request: SignedIn) -> HttpResponse:
    """What waits at my court, the most urgent first."""
    courts = courts_of(request.user)
    if not courts:
        raise Http404
    asked = _asked(request.GET)
    facts: dict[str, Any] = {"lanes": lanes(request.user, asked), "asked": asked, "whose": WHOSE.items(), "now": timezone.now(), "per_page": LONG}
    if not asked.lane:
        facts["decided"] = Case.objects.filter(court__in=courts, stage__in=STAGES_AT_COURT).exclude(docket_number="", court_number="").order_by("-last_seq", "-pk")[:RECENT]
    return render(request, "courtlink/inbox.html", facts)


@login_required
@require_POST
def several(request: SignedIn) -> HttpResponse:
    """Take the chosen ones in hand, or accept them, each with its number; what became of each stands in the answer."""
    if not courts_of(request.user):
        raise Http404
    refs = request.POST.getlist("ref")[:MOST]
    chosen = list(Filing.objects.visible_to(request.user).filter(ref__in=refs).select_related("case").prefetch_related("documents").order_by("submitted_at"))
    numbers = {filing.ref: request.POST.get(f"number-{filing.ref}", "") for filing in chosen}
    outcomes: list[Outcome] = []
    match request.POST.get("deed"):
        case "take":
            outcomes = do_each(chosen, "take", by=request.user)
        case "accept":
            outcomes = do_each(chosen, "accept", by=request.user, numbers=numbers)
        case "count":
            numbers = count_up([filing.ref for filing in chosen], numbers)
    rows = [(filing, numbers[filing.ref], next((o for o in outcomes if o.ref == filing.ref), None)) for filing in chosen]
    facts = {"rows": rows, "open": [row for row in rows if row[2] is None or row[2].refused], "deed": request.POST.get("deed", ""), "done": sum(not o.refused for o in outcomes)}
    return render(request, "courtlink/several.html", facts, status=422 if any(o.refused for o in outcomes) else 200)


def _asked(said: Any) -> Asked:
    page = said.get("page", "")
    return Asked(
        lane=said.get("lane", "")[:16],
        whose=said.get("whose") if said.get("whose") in WHOSE else "all",
        words=said.get("q", "").replace("\0", "").strip()[:64],
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdecimal() and len(page) < 6 else 0,
    )
