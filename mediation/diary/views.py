"""What somebody has to be at, and the address that shows it to a calendar program."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.diary import ics
from mediation.diary.actions import close_feed, open_feed
from mediation.diary.sources import KEPT, address_of, dates_of, owner_of
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound

DEEDS = {"feed": open_feed, "close_feed": close_feed}


@login_required
def dates(request: SignedIn) -> HttpResponse:
    """All that lies ahead, and the own calendar's address: made, renewed, closed."""
    if request.method == "POST":
        if request.POST.get("deed") not in DEEDS:
            raise Invalid(_("Please choose what to do."))
        DEEDS[request.POST["deed"]](by=request.user)
        return redirect("diary:dates")
    coming = [entry for entry in dates_of(request.user, since=timezone.now()) if not entry.cancelled]
    return render(request, "diary/dates.html", {"dates": coming, "feed": address_of(request.user)})


def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The dates of whoever made this secret address: times, places and numbers, no names."""
    person = owner_of(key)
    if person is None:
        raise NotFound(_("This calendar address is not in use."))
    response = HttpResponse(ics.feed(dates_of(person, since=timezone.now() - KEPT)), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response
