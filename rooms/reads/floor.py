"""The room as one seat may know it: who is there, who is together, what the mediator is doing."""

from datetime import datetime, timedelta
from typing import Any

from rooms.kinds import LEADERS, Mode
from rooms.models import Seat, Sitting
from rooms.zones import together

HERE = timedelta(seconds=25)  # a socket says every ten that it is still there


def is_here(seat: Seat, now: datetime) -> bool:
    """Has this seat a socket somewhere?"""
    return seat.seen_at is not None and now - seat.seen_at < HERE


def floor(sitting: Sitting, seats: list[Seat], me: Seat, now: datetime) -> dict[str, Any]:
    """What this seat is told. Who is not in a caucus learns only that it is, and since when."""
    leads, mine = me.role in LEADERS, me.zone(sitting.talk)
    with_you = leads or sitting.caucus in ("", me.side)
    return {
        "type": "room",
        "talk": {
            "caucus": bool(sitting.caucus),
            "side": sitting.caucus if with_you else "",
            "with_you": with_you,
            "since": sitting.caucus_since.isoformat() if sitting.caucus_since else "",
            "screened": sitting.screened,
        },
        "locked": sitting.locked,
        "ended": sitting.outcome,
        "engine": sitting.engine,
        "epoch": sitting.epoch,
        "recording": sitting.recording,
        "online": sitting.mode == Mode.ONLINE,
        "version": sitting.version if leads else 0,  # so that leaders hear also of what only a panel shows: whom they invited
        "me": {"seat": me.number, "inside": me.is_inside, "leads": leads, "muted": me.muted_at is not None, "hand": me.hand_at is not None, "zone": mine},
        "seats": [_shown(seat, me, leads=leads, near=leads or together(mine, seat.zone(sitting.talk)), sitting=sitting, now=now) for seat in seats if leads or seat.is_inside],
    }


def _shown(seat: Seat, me: Seat, *, leads: bool, near: bool, sitting: Sitting, now: datetime) -> dict[str, Any]:
    """One seat: signs given in a caucus stay in it; lines and identities are the mediator's matter."""
    seen: dict[str, Any] = {"seat": seat.number, "name": seat.name, "role": seat.role, "side": seat.side, "here": is_here(seat, now), "leads": seat.role in LEADERS}
    seen["together"] = seat.pk != me.pk and together(me.zone(sitting.talk), seat.zone(sitting.talk))
    if near or seat.pk == me.pk:
        seen |= {"hand": seat.hand_at is not None, "muted": seat.muted_at is not None, "rung": seat.rung, "line": seat.line}
    if leads:
        seen |= {"waiting": not seat.is_inside, "removed": seat.removed_at is not None, "known": seat.identity_at is not None, "quality": seat.quality}
    return seen
