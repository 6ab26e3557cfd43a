"""The binary frames of the line: those of y-protocols, read with suspicion. Pure.

0 0 state  what I have, send me the rest · 0 1 update, 0 2 update  a change · 1 presence  where somebody's caret is ·
2 number  so many frames have arrived here (ours: who confirms too little is dropped and asks again).
A presence is never passed on as it came: who it is says the server.
"""

import json
from dataclasses import dataclass
from typing import Any

from rooms.drafting.numbers import MalformedError, encoded, number

FRAME = 72 * 1024  # bytes
LONGEST = 4096  # bytes of a presence
SYNC, PRESENCE, GOT = 0, 1, 2  # kinds of frames
STEP1, STEP2, UPDATE = 0, 1, 2
# Grounds of caret labels, dark enough for white words (at least 5 : 1).
COLOURS = ("#0b57c2", "#8a3b00", "#0b6b3a", "#7a1fa2", "#a1003a", "#00646e")


@dataclass(frozen=True, slots=True)
class Ask:
    """A page says what it has."""

    state: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """A page sends a change."""

    update: bytes


@dataclass(frozen=True, slots=True)
class Presence:
    """Where the caret of a page is; None when it is nowhere."""

    client: int
    clock: int
    cursor: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Got:
    """So many frames have arrived."""

    frames: int


Frame = Ask | Change | Presence | Got


def parse(frame: bytes) -> Frame:
    """Read one frame; MalformedError for everything else."""
    kind, rest = number(frame)
    if kind == SYNC:
        step, rest = number(rest)
        if step in (STEP1, STEP2, UPDATE):
            return Ask(_body(rest)) if step == STEP1 else Change(_body(rest))
    if kind == PRESENCE and len(frame) <= LONGEST:
        return _presence(_body(rest))
    if kind == GOT and len(frame) <= LONGEST:
        return Got(number(rest)[0])
    raise MalformedError(f"frame {kind}")


def _presence(body: bytes) -> Presence:
    count, rest = number(body)
    client, rest = number(rest)
    clock, rest = number(rest)
    if count != 1 or client >= 1 << 53 or clock >= 1 << 31:
        raise MalformedError("one page speaks for itself only")
    try:
        state = json.loads(_body(rest))
    except (ValueError, RecursionError) as broken:
        raise MalformedError(str(broken)) from broken
    return Presence(client, clock, _cursor(state.get("cursor") if isinstance(state, dict) else None))


def _body(given: bytes) -> bytes:
    """Bytes with their length before them, and nothing behind."""
    size, rest = number(given)
    if size != len(rest):
        raise MalformedError("length")
    return rest


def _cursor(cursor: Any) -> dict[str, Any] | None:
    """Two relative positions: numbers and names of roots only."""
    match cursor:
        case {"anchor": dict(anchor), "head": dict(head)}:
            return {"anchor": _position(anchor), "head": _position(head)}
    return None


def _position(given: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name in ("type", "item"):
        match given.get(name):
            case {"client": int(client), "clock": int(clock)} if 0 <= client < 1 << 53 and 0 <= clock < 1 << 53:
                kept[name] = {"client": client, "clock": clock}
    if given.get("tname") == "agreement":
        kept["tname"] = "agreement"
    if given.get("assoc") in (0, -1):
        kept["assoc"] = given["assoc"]
    return kept


def ask(state: bytes) -> bytes:
    """The server says what it has."""
    return _frame(SYNC, bytes([STEP1]) + _sized(state))


def answer(update: bytes) -> bytes:
    """What somebody asked for."""
    return _frame(SYNC, bytes([STEP2]) + _sized(update))


def tell(update: bytes) -> bytes:
    """A change of somebody else."""
    return _frame(SYNC, bytes([UPDATE]) + _sized(update))


def presence(client: int, clock: int, *, name: str, seat: int, cursor: dict[str, Any] | None, gone: bool = False) -> bytes:
    """Where somebody is, under the name of their seat."""
    state = None if gone else {"user": {"name": name, "color": COLOURS[seat % len(COLOURS)]}, "cursor": cursor}
    return _frame(PRESENCE, _sized(b"".join(map(encoded, (1, client, clock))) + _sized(json.dumps(state, ensure_ascii=False).encode())))


def _frame(kind: int, rest: bytes) -> bytes:
    return bytes([kind]) + rest


def _sized(body: bytes) -> bytes:
    return encoded(len(body)) + body
