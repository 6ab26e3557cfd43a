"""The cockpit: district, street, community, case; whoever watches an area sees its figures and chases up whoever is late."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.chase import chase
from cases.kinds import Colour
from cases.models import Case
from cases.reads import cockpit as reads
from mediation.parsing import key_in
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal


@login_required
def cockpit(request: SignedIn) -> HttpResponse:
    """Go to the widest area that the reader watches."""
    posts = reads.posts_of(request.user)
    if not posts:
        raise NotFound(_("There is nothing here for you."))
    return redirect("cases:cockpit_area", code=posts[0][0].code)


@login_required
def cockpit_area(request: SignedIn, code: str) -> HttpResponse:
    """Show one area, and do what was pressed."""
    watch, refused = reads.watch(request.user, code), None
    if request.method == "POST":
        try:
            chase(get_object_or_404(Case.objects.filter(area__in=watch.inside), pk=key_in(request.POST, "case")).pk, by=request.user)
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("cases:cockpit_area", code=code)
    return render(request, "cases/cockpit.html", _shown(request, watch) | {"refused": refused.sentence if refused else ""}, status=refused.status if refused else 200)


@login_required
def cockpit_cases(request: SignedIn, code: str) -> HttpResponse:
    """The cases behind a number; the address of the next page names the last case of this one."""
    watch = reads.watch(request.user, code)
    colour = request.GET.get("colour", "")
    found = reads.cases_in(watch.inside, colour=colour, before=key_in(request.GET, "before"))
    shown, more = found[: reads.CASES_SHOWN], len(found) > reads.CASES_SHOWN
    facts = {
        "area": watch.area,
        "path": [*watch.path, watch.area],
        "cases": shown,
        "opens": reads.known_to(request.user, [case.pk for case in shown]),
        "colour": Colour(colour) if colour in Colour.values else None,
        "colours": Colour,
        "before": shown[-1].pk if more else None,
    }
    return render(request, "cases/cockpit_cases.html", facts)


def _shown(request: SignedIn, watch: reads.Watch) -> dict[str, Any]:
    at, area = clock.now(), watch.area
    whole, rows = reads.figures(area, watch.inside, at=at)
    days = reads.days_of(watch.inside, today=timezone.localdate(at))
    settled, failed = sum(day.settled for day in days), sum(day.failed for day in days)
    return {
        "area": area,
        "path": watch.path,
        "whole": whole,
        "rows": rows,
        "today": days[-1],
        "columns": reads.drawn(days),
        "new": sum(day.new for day in days),
        "settled": settled,
        "failed": failed,
        "share": round(100 * settled / (settled + failed)) if settled + failed else None,
        "late": reads.late_in(watch.inside, user=request.user, at=at),
        "chases": watch.chases,
        "now": at,
    }
