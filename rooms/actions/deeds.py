"""What people do in a room besides speaking: one table for buttons and sockets."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from mediation.people.models import User
from mediation.refusals import Invalid
from rooms.actions import invite, seats, sittings
from rooms.actions.engine import choose_engine

Facts = Mapping[str, Any]
Deed = Callable[[int, User, Facts], object]


def do(sitting_id: int, deed: str, *, by: User, facts: Facts) -> object:
    """Do it, or refuse with a sentence."""
    if deed not in DEEDS:
        raise Invalid(_("This message was not understood."), code="unknown-message")
    return DEEDS[deed](sitting_id, by, facts)


def _number(facts: Facts, name: str = "seat") -> int:
    value = str(facts.get(name, ""))
    if not (value.isascii() and value.isdecimal()) or len(value) > 9:
        raise Invalid(_("This person is not in the room."), code="no-seat")
    return int(value)


def _yes(facts: Facts) -> bool:
    return facts.get("yes") in (True, "1")


def _take_part(sitting: int, by: User, facts: Facts) -> object:
    """A fourth voice needs another engine."""
    seat = seats.take_part(sitting, by=by, rung=_word(facts, "rung"), line=_word(facts, "line"))
    choose_engine(sitting)
    return seat


def _word(facts: Facts, name: str) -> str:
    return str(facts.get(name, ""))[:40]


DEEDS: dict[str, Deed] = {
    "caucus": lambda sitting, by, facts: sittings.set_caucus(sitting, by=by, side=_word(facts, "side")),
    "screen": lambda sitting, by, facts: sittings.set_screen(sitting, by=by, screened=_yes(facts)),
    "lock": lambda sitting, by, facts: sittings.set_lock(sitting, by=by, locked=_yes(facts)),
    "end": lambda sitting, by, facts: sittings.end_sitting(sitting, by=by, outcome=_word(facts, "outcome"), reason=_word(facts, "reason")),
    "admit": lambda sitting, by, facts: seats.admit(sitting, by=by, number=_number(facts)),
    "remove": lambda sitting, by, facts: seats.remove(sitting, by=by, number=_number(facts)),
    "mute": lambda sitting, by, facts: seats.mute(sitting, by=by, number=_number(facts), muted=_yes(facts)),
    "know": lambda sitting, by, facts: seats.know(sitting, by=by, number=_number(facts)),
    "invite": lambda sitting, by, facts: invite.invite(sitting, by=by, user_id=_number(facts, "user")),
    "uninvite": lambda sitting, by, facts: invite.uninvite(sitting, by=by, user_id=_number(facts, "user")),
    "hand": lambda sitting, by, facts: seats.raise_hand(sitting, by=by, raised=_yes(facts)),
    "rung": _take_part,
    "quality": lambda sitting, by, facts: seats.note_quality(sitting, by=by, quality=_word(facts, "quality")),
}
