"""The court protocol's JSON, read with care: whatever a court writes becomes a value of `port`, or is unreadable."""

import json
from datetime import datetime
from typing import Any

from courtlink.adapters.port import Appointment, CourtTrouble, Event, Problem, Receipt, Standing
from courtlink.kinds import FilingState, HearingNews, Trouble

MOST_EVENTS, MOST_OBJECTIONS = 200, 200
MARK, NUMBER, CODE, REASON, WORDS = 64, 64, 24, 64, 1000  # characters that are kept; a reason may name a row
UID = 120
NEWS = {news.value.removeprefix("hearing_"): news for news in HearingNews}
PLACES = {"room": 40, "place": 120, "link": 300, "contact": 120}


def read(words: bytes) -> dict[str, Any]:
    """A JSON object. Raises CourtTrouble."""
    try:
        said = json.loads(words)
        json.dumps(said, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as fault:
        raise CourtTrouble(Trouble.UNREADABLE) from fault
    if not isinstance(said, dict):
        raise CourtTrouble(Trouble.UNREADABLE)
    return said


def receipt(said: dict[str, Any]) -> Receipt:
    """An answer to a delivery."""
    return Receipt(_text(said, "court_ref", MARK), _text(said, "sha256", MARK), _moment(said, "received_at"))


def standing(said: dict[str, Any]) -> Standing:
    """An answer to the question where it stands."""
    return Standing(_state(said), _text(said, "sha256", MARK), _text(said, "court_ref", MARK), _count(said, "last_event"))


def events(said: dict[str, Any]) -> list[Event]:
    """What happened, in order of the numbers."""
    return sorted((_event(row) for row in _rows(said, "events", MOST_EVENTS)), key=lambda event: event.number)


def problems(said: dict[str, Any], name: str = "problems") -> list[Problem]:
    """What a court objects to."""
    return [Problem(_text(row, "path", 80), _text(row, "code", REASON), _text(row, "words", 300)) for row in _rows(said, name, MOST_OBJECTIONS)]


def _event(said: dict[str, Any]) -> Event:
    if "hearing" in said:
        return Event(_count(said, "number"), "", _moment(said, "at"), appointment=_appointment(said["hearing"]))
    return Event(
        number=_count(said, "number"),
        state=_state(said),
        at=_moment(said, "at"),
        docket_number=_text(said, "docket_number", NUMBER),
        reason=_text(said, "reason", CODE),
        remark=_text(said, "remark", WORDS),
        result=_text(said, "result", CODE),
        objections=problems(said, "objections"),
    )


def _appointment(said: Any) -> Appointment:
    if not isinstance(said, dict) or _text(said, "status", CODE) not in NEWS or not _text(said, "uid", UID):
        raise CourtTrouble(Trouble.UNREADABLE)
    texts = {name: _text(said, name, most) for name, most in PLACES.items()}
    return Appointment(_text(said, "uid", UID), _count(said, "sequence"), NEWS[said["status"]], _text(said, "kind", CODE), _moment(said, "begins"), _moment(said, "ends"), **texts)


def _rows(said: dict[str, Any], name: str, most: int) -> list[dict[str, Any]]:
    rows = said.get(name, [])
    if not isinstance(rows, list) or len(rows) > most or not all(isinstance(row, dict) for row in rows):
        raise CourtTrouble(Trouble.UNREADABLE)
    return rows


def _text(said: dict[str, Any], name: str, most: int) -> str:
    found = said.get(name, "")
    if not isinstance(found, str) or "\0" in found:
        raise CourtTrouble(Trouble.UNREADABLE)
    return found[:most]


def _count(said: dict[str, Any], name: str) -> int:
    found = said.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**31:
        raise CourtTrouble(Trouble.UNREADABLE)
    return found


def _moment(said: dict[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(_text(said, name, 40))
    except ValueError as fault:
        raise CourtTrouble(Trouble.UNREADABLE) from fault
    if found.tzinfo is None:
        raise CourtTrouble(Trouble.UNREADABLE)
    return found


def _state(said: dict[str, Any]) -> str:
    found = _text(said, "state", CODE)
    if found not in FilingState.values:
        raise CourtTrouble(Trouble.UNREADABLE)
    return found
