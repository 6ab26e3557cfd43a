"""Who is in trouble now: every live sitting of somebody's centres, and what goes wrong in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Case
from mediation.people.roles import Role
from rooms.kinds import LEADERS, OWN_ROLES, Mode, Quality, Rung
from rooms.models import Seat, Sitting
from rooms.reads.floor import is_here

HELPERS = (Role.DISPATCHER, Role.MANAGER)
WAITED = timedelta(minutes=2)  # at the door, or for the mediator
LOST = timedelta(minutes=1)  # without a line
EXPECTED = timedelta(minutes=5)  # after the room was opened
FORGOTTEN = timedelta(hours=1)  # a person who left so long ago is not looked for

WORDS = {
    "waits": _("waits to be let in"),
    "calls": _("asks to be called by phone"),
    "line": _("has a bad line"),
    "lost": _("lost the line and did not come back"),
    "absent": _("did not come yet"),
    "alone": _("waits, and no mediator is there"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One person who may need a hand. Nothing of the talk is in it."""

    case: Case
    name: str
    role: Any
    kind: str
    since: datetime

    @property
    def words(self) -> Any:
        """What is wrong."""
        return WORDS[self.kind]


def centres_of(user: Any) -> list[int]:
    """The centres whose rooms this person looks after."""
    return [post.centre_id for post in user.posts if post.role in HELPERS]


def troubles(user: Any, now: datetime) -> list[Trouble]:
    """Everybody in trouble, the longest first."""
    live = Sitting.objects.filter(ended_at=None, mode=Mode.ONLINE, round__ended_at=None, round__centre__in=centres_of(user))
    found = [trouble for sitting in live.select_related("case").prefetch_related("seats", "case__parties") for trouble in _of(sitting, now)]
    return sorted(found, key=lambda trouble: trouble.since)


def _of(sitting: Sitting, now: datetime) -> list[Trouble]:
    seats = list(sitting.seats.all())
    led = any(seat.role in LEADERS and is_here(seat, now) for seat in seats)
    found = [Trouble(sitting.case, seat.name, seat.get_role_display(), *wrong) for seat in seats if (wrong := _wrong(seat, now, led=led))]
    seated = {seat.user_id for seat in seats}
    if now - sitting.opened_at > EXPECTED:
        missing = [p for p in sitting.case.parties.all() if not seated & {p.user_id, *p.agents}]
        found += [Trouble(sitting.case, party.shown_name, party.get_side_display(), "absent", sitting.opened_at) for party in missing]
    return found


def _wrong(seat: Seat, now: datetime, *, led: bool) -> tuple[str, datetime] | None:
    """What is wrong with one seat, and since when; the most pressing only."""
    here = is_here(seat, now)
    if here and not seat.is_inside and seat.removed_at is None and now - seat.arrived_at > WAITED:
        return "waits", seat.arrived_at
    if here and seat.rung == Rung.PHONE:
        return "calls", seat.arrived_at
    if here and seat.quality == Quality.BAD:
        return "line", seat.arrived_at
    if here and not led and seat.role in OWN_ROLES and now - seat.arrived_at > WAITED:
        return "alone", seat.arrived_at
    if not here and seat.gone_at and LOST < now - seat.gone_at < FORGOTTEN and seat.role not in LEADERS:
        return "lost", seat.gone_at
    return None
