"""What travels on the socket; docs/protocol.md describes it. Recipients are chosen here, never in the browser."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mediation.refusals import Invalid

TEXT_LIMIT = 2000
ID_LIMIT = 40
READERS = ("mediator", "applicant", "respondent")


@dataclass(frozen=True, slots=True)
class Hello:
    """Send me everything after this number, then what comes."""

    after: int


@dataclass(frozen=True, slots=True)
class Say:
    """A text, to everybody who is meant, or to the mediator alone (`to`)."""

    id: str
    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Caucus:
    """The mediator talks with one side alone, or with both again (empty)."""

    side: str


def parse(content: Any) -> Hello | Say | Caucus:
    """Return the typed message; Invalid for anything else."""
    match content:
        case {"type": "hello", "after": int(after)} if after >= 0:
            return Hello(after)
        case {"type": "say", "id": str(ident), "text": str(text)} if 0 < len(ident) <= ID_LIMIT and text.strip() and len(text) <= TEXT_LIMIT:
            return Say(ident, text.strip(), str(content.get("to", "")))
        case {"type": "caucus", "side": str(side)} if side in ("", "applicant", "respondent"):
            return Caucus(side)
    raise Invalid(_("This message was not understood."), code="unknown-message")


def said(message: Any, reader: str) -> dict[str, Any]:
    """One message as a reader gets it, with the reader's own number."""
    return {
        "type": "said",
        "seq": message.number_for(reader),
        "id": message.client_id,
        "role": message.role,
        "name": message.author.name,
        "kind": message.kind,
        "text": message.body,
        "picture": message.pk if message.file_id else None,
        "private": message.audience != "all",
        "at": message.at.isoformat(),
    }


def state(sitting: Any, reader: str) -> dict[str, Any]:
    """Whether the mediator is talking with one side: the other side learns that, and since when, and nothing more."""
    with_you = reader == "mediator" or sitting.caucus in ("", reader)
    since = sitting.caucus_since.isoformat() if sitting.caucus else ""
    return {"type": "state", "caucus": bool(sitting.caucus), "side": sitting.caucus if with_you else "", "with_you": with_you, "since": since}


def zone(sitting: Any, reader: str) -> str:
    """To whom words of this reader go in the present caucus; nobody in particular when it is not theirs."""
    if reader == "mediator" or sitting.caucus == reader:
        return str(sitting.caucus)
    return ""


def refused(sentence: object, code: str, ident: Any) -> dict[str, Any]:
    """A refusal: a stable code for programs, a sentence for people."""
    return {"type": "refused", "code": code, "sentence": str(sentence), "id": ident}
