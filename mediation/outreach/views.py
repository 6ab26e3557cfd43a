"""The outbox of the demonstration: what would have gone to phones."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mediation.outreach.models import Message

LATEST = 40


def outbox(request: HttpRequest) -> HttpResponse:
    """The newest texts first; only in the demonstration."""
    if not settings.DEMO:
        raise Http404
    return render(request, "people/outbox.html", {"texts": Message.objects.all()[:LATEST]})
