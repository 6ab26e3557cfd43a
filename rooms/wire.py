"""What travels on the socket; docs/protocol.md describes it. Recipients are chosen on the server, never in the browser."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from mediation.refusals import Invalid

VERSION = 2
TEXT_LIMIT = 2000
ID_LIMIT = 40
SIGNAL_LIMIT = 64 * 1024  # characters of a session description
READERS = ("mediator", "applicant", "respondent", "joint")


@dataclass(frozen=True, slots=True)
class Hello:
    """Send me everything after this number, then what comes."""

    after: int
    line: str = ""  # what this page calls itself


@dataclass(frozen=True, slots=True)
class Got:
    """So many frames have arrived here; who falls far behind is dropped and resumes."""

    frames: int


@dataclass(frozen=True, slots=True)
class Say:
    """A text, to everybody who is meant, or to the mediator alone (`to`)."""

    id: str
    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Do:
    """A deed in the room (`rooms.actions.deeds`), with its facts."""

    id: str
    deed: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ice:
    """By which servers may my voice and picture find their way?"""


@dataclass(frozen=True, slots=True)
class Signal:
    """A session description or a candidate for one leg: a seat's number in a mesh, "up" or "down" with an engine."""

    leg: str
    body: dict[str, Any]


Message = Hello | Got | Say | Do | Ice | Signal


def parse(content: Any) -> Message:
    """Return the typed message; Invalid for anything else."""
    match content:
        case {"type": "hello", "after": int(after)} if after >= 0:
            return Hello(after, str(content.get("line", ""))[:16])
        case {"type": "got", "frames": int(frames)} if frames >= 0:
            return Got(frames)
        case {"type": "say", "id": str(ident), "text": str(text)} if 0 < len(ident) <= ID_LIMIT and text.strip() and len(text) <= TEXT_LIMIT:
            return Say(ident, text.strip(), str(content.get("to", "")))
        case {"type": "do", "deed": str(deed)}:
            return Do(str(content.get("id", ""))[:ID_LIMIT], deed, {k: v for k, v in content.items() if k not in ("type", "deed", "id")})
        case {"type": "ice"}:
            return Ice()
        case {"type": "signal", "leg": str(leg)} if len(leg) <= ID_LIMIT and (body := _signal(content)):
            return Signal(leg, body)
    raise Invalid(_("This message was not understood."), code="unknown-message")


def _signal(content: dict[str, Any]) -> dict[str, Any]:
    """The parts of a signal that are passed on: plain strings and numbers, nothing else."""
    match content:
        case {"description": {"type": ("offer" | "answer" | "rollback") as kind, "sdp": str(sdp)}} if len(sdp) <= SIGNAL_LIMIT:
            return {"description": {"type": kind, "sdp": sdp}}
        case {"candidate": None}:
            return {"candidate": None}
        case {"candidate": {"candidate": str(line)} as given} if len(line) <= ID_LIMIT * 25:
            kept = {name: given[name] for name in ("sdpMid", "sdpMLineIndex", "usernameFragment") if isinstance(given.get(name), str | int)}
            return {"candidate": {"candidate": line} | kept}
    return {}


@dataclass(frozen=True)
class Spoken:
    """One message that is stored: its numbers by `READERS`, None for those it is not meant for."""

    sitting: int
    pk: int
    numbers: tuple[int | None, ...]
    client_id: str
    role: str
    name: str
    kind: str
    text: str
    file_id: int | None
    audience: str
    at: datetime

    def number_for(self, reader: str) -> int | None:
        """This reader's number of the message."""
        return self.numbers[READERS.index(reader)]

    @property
    def file(self) -> int | None:
        """The key under which the room hands out its file."""
        return self.pk if self.file_id else None

    @property
    def private(self) -> bool:
        """Meant for some only?"""
        return self.audience != "all"

    @cached_property
    def _rest(self) -> str:
        """The frame without its number: the same for every reader, so it is encoded once."""
        shown = {
            "id": self.client_id,
            "role": self.role,
            "name": self.name,
            "kind": self.kind,
            "text": self.text,
            "file": self.file,
            "private": self.private,
            "at": self.at.isoformat(),
        }
        return encode(shown)[1:]

    def frame(self, reader: str) -> str:
        """The message as a reader gets it, with the reader's own number."""
        return f'{{"type":"said","seq":{self.number_for(reader)},{self._rest}'


def encode(event: dict[str, Any]) -> str:
    """One frame."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def refused(sentence: object, code: str, ident: Any) -> dict[str, Any]:
    """A refusal: a stable code for programs, a sentence for people."""
    return {"type": "refused", "code": code, "sentence": str(sentence), "id": ident}
