"""The page of those who help people into the room and keep them there."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases import clock
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound
from rooms.reads.support import centres_of, troubles


@login_required
def support(request: SignedIn) -> HttpResponse:
    """Who is in trouble now, with the way to the case, where the number is looked up on record."""
    if not centres_of(request.user):
        raise NotFound(_("This page is for those who look after the rooms of a centre."))
    return render(request, "rooms/support.html", {"troubles": troubles(request.user, clock.now()), "now": clock.now()})
