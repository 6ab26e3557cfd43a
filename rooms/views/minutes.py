"""The minutes of a sitting: written, fixed, confirmed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from cases import clock
from mediation.people.signed_in import SignedIn
from rooms.actions import minutes as deeds
from rooms.kinds import Reader
from rooms.models import Minutes, Seat, Sitting
from rooms.reads.minutes import drafted, latest_fixed, missing_seats
from rooms.views.panel import Readers, chosen, keeping, panel


@login_required
def minutes(request: SignedIn, number: str) -> HttpResponseBase:
    """Read the version that counts and say yes or no to it; whoever leads writes."""
    return panel(request, number, name="minutes", title=_("Minutes"), facts=_facts, deed=lambda r, sitting, seat: chosen(r, DEEDS, sitting, seat))


def _facts(sitting: Sitting, seat: Seat) -> dict[str, Any]:
    fixed, leads = latest_fixed(sitting), seat.reader == Reader.MEDIATOR
    facts: dict[str, Any] = {"fixed": fixed, "leads": leads, "longest": deeds.LONGEST}
    if fixed is not None:
        said = list(fixed.confirmations.select_related("seat"))
        facts |= {"said": said, "missing": missing_seats(fixed), "mine": next((row for row in said if row.seat_id == seat.pk), None)}
    if leads:
        draft = Minutes.objects.visible_to(seat.reader, sitting).filter(fixed_at=None).first() or fixed
        facts |= {"text": draft.text if draft else drafted(sitting, clock.now()), "fresh": draft is None}
    return facts


def _save(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    text = request.POST.get("text", "")
    with keeping(text=text):
        deeds.save_minutes(sitting.pk, by=request.user, text=text)
    return (Reader.MEDIATOR,)


def _fix(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    text = request.POST.get("text", "")
    with keeping(text=text):
        deeds.fix_minutes(sitting.pk, by=request.user, text=text)
    return tuple(Reader.values)


def _confirm(request: SignedIn, sitting: Sitting, _seat: Seat) -> Readers:
    said = request.POST
    deeds.confirm_minutes(sitting.pk, by=request.user, shown=said.get("text_sha256", ""), agrees=said.get("agrees") == "yes", words=said.get("words", ""))
    return tuple(Reader.values)


DEEDS = {"save": _save, "fix": _fix, "confirm": _confirm}
