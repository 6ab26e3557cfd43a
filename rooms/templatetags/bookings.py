"""What pages of the cases app show of bookings: loaded by the template, so that cases need not know of rooms."""

from typing import Any

from django import template

from cases import clock
from cases.kinds import Side
from cases.models import Case
from rooms.reads.bookings import bookable, coming, next_of

register = template.Library()


@register.inclusion_tag("rooms/parts/next_time.html")
def next_time(case: Case, role: str) -> dict[str, Any]:
    """The fixed time of a case, or the way to find one, for those who sit in it."""
    near = bookable(case) and role in (*Side.values, "mediator")
    return {"case": case, "near": near, "booking": coming(case.open_round) if near else None}


@register.inclusion_tag("rooms/parts/next_times.html", takes_context=True)
def next_times(context: Any) -> dict[str, Any]:
    """The next sittings of the reader."""
    request = context["request"]
    roles = context["roof"].roles
    asked = "mediator" in roles or not roles
    places = [post.centre_id for post in request.user.posts if post.role in ("dispatcher", "manager")]
    managed = [post.centre_id for post in request.user.posts if post.role == "manager"]
    return {"bookings": next_of(request.user, now=clock.now()) if asked else [], "mediates": "mediator" in roles, "places": places, "managed": managed}
