"""The desk of everybody who works here, sorted by deadline; citizens see their own cases."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cases.actions.senders import looks_after
from cases.clock import SHANGHAI
from cases.models import Case
from cases.papers import poster_paper
from cases.reads.desk import work_of
from cases.reads.places import responsible_for
from mediation.people.models import Area
from mediation.people.roles import Level
from mediation.people.signed_in import SignedIn


@login_required
def desk(request: SignedIn) -> HttpResponse:
    """What waits for me, the most urgent first."""
    if request.user.is_staff_person:
        places = sorted({post.centre_id for post in request.user.posts if looks_after(request.user, post.centre_id)})
        return render(request, "cases/desk.html", {"work": work_of(request.user), "now": timezone.now(), "places": places})
    mine = Case.objects.visible_to(request.user).select_related("centre").order_by("-created_at")[:50]
    return render(request, "cases/mine.html", {"cases": mine})


@login_required
def posters(request: SignedIn) -> HttpResponse:
    """The communities and their posters."""
    communities = Area.objects.filter(level=Level.COMMUNITY, valid_to=None).select_related("parent")
    return render(request, "cases/posters.html", {"communities": communities})


def poster(request: SignedIn, code: str) -> HttpResponse:
    """The printed poster of a community: public, it hangs on a wall."""
    area = get_object_or_404(Area.objects.select_related("parent"), code=code, level=Level.COMMUNITY, valid_to=None)
    made = datetime.combine(area.valid_from, time(0), SHANGHAI)
    content = poster_paper(area, responsible_for(area)[0], url=f"{settings.PUBLIC_URL}/I/{area.intake_token}", made_at=made)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="poster-{area.code}.pdf"'
    return response
