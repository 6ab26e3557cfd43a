"""The line between us and the courts: our public keys, the courts' callbacks, and what people see of it."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from courtlink.actions.deliver import send_again as send_filing_again
from courtlink.actions.events import hear
from courtlink.flow import AT_COURT
from courtlink.jws import public_set
from courtlink.keys import our_keys
from courtlink.kinds import Adapter, FilingState
from courtlink.models import Comparison, Court, Filing
from courtlink.reads import filing_for
from mediation.outreach import signing
from mediation.people.roles import Role
from mediation.people.signed_in import SignedIn
from mediation.problems import PROBLEM

MOST = 64 * 1024  # bytes of a callback
LONGEST_ID = 80
LISTED, RUNS = 50, 20
AT_COURTS, AT_CENTRES = (Role.CLERK, Role.JUDGE), (Role.MANAGER, Role.DISPATCHER)


@require_GET
@cache_control(max_age=300, public=True)
def jwks(request: HttpRequest) -> HttpResponse:
    """The keys with which packages and requests of this installation are checked (RFC 7517)."""
    return JsonResponse(public_set(our_keys()), content_type="application/jwk-set+json")


@csrf_exempt
@require_POST
def callbacks(request: HttpRequest) -> HttpResponse:
    """Hear a court (Standard Webhooks 1.0.0, v1a). Whoever is not one of ours learns nothing but that."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > MOST or len(request.body) > MOST:
        return _problem(413, "too-large")
    ident, court = request.headers.get("webhook-id", ""), _sender(request)
    if court is None or not 0 < len(ident) <= LONGEST_ID or "\0" in ident:
        return _problem(401, "unknown-sender")
    if not hear(ident, request.body, court_id=court.centre_id):
        return _problem(404, "not-found")
    return HttpResponse(status=202)


@login_required
def link(request: SignedIn) -> HttpResponse:
    """What could not be delivered, where records differ, what the last comparisons found."""
    places = {role: [post.centre_id for post in request.user.posts if post.role in role] for role in (AT_COURTS, AT_CENTRES)}
    if not any(places.values()):
        raise Http404
    mine = Filing.objects.filter(Q(case__court__in=places[AT_COURTS]) | Q(case__centre__in=places[AT_CENTRES])).select_related("case__court")
    facts: dict[str, Any] = {
        "failed": mine.filter(state=FilingState.FAILED).order_by("submitted_at")[:LISTED],
        "waiting": mine.filter(state=FilingState.SUBMITTED).order_by("submitted_at")[:LISTED],
        "drifted": mine.exclude(drift="").order_by("-pk")[:LISTED],
        "at_court": mine.filter(state__in=AT_COURT).count(),
        "runs": Comparison.objects.all()[:RUNS],
        "now": timezone.now(),
    }
    return render(request, "courtlink/link.html", facts)


@login_required
@require_POST
def send_again(request: SignedIn, ref: str) -> HttpResponse:
    """Send what could not be delivered, once more."""
    found = Filing.objects.filter(ref=ref, case__centre__in=[post.centre_id for post in request.user.posts if post.role in AT_CENTRES]).first() or filing_for(request.user, ref)
    send_filing_again(found.pk, by=request.user)
    return redirect("courtlink:link")


def _sender(request: HttpRequest) -> Court | None:
    """The court whose key made the signature of this body, now."""
    at, ident, signature = (request.headers.get(name, "") for name in ("webhook-timestamp", "webhook-id", "webhook-signature"))
    if not at.isascii() or not at.isdecimal() or len(at) > 12:
        return None
    for court in Court.objects.filter(adapter=Adapter.HTTP):
        try:
            signing.verify(signature, court.public_key, ident=ident, at=int(at), body=request.body, now=int(timezone.now().timestamp()))
        except signing.BadSignature:
            continue
        return court
    return None


def _problem(status: int, code: str) -> HttpResponse:
    body = {"type": f"urn:mediation-code:{code}", "status": status}
    return HttpResponse(json.dumps(body), status=status, content_type=PROBLEM)
