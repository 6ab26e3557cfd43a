"""The shared text as Python reads and writes it: facts, clauses, obligations. Pure; knows no database.

The document is what the browsers' editor binds to: a fragment "agreement" of `fact` and `clause` blocks, a list "duties" of
maps with the fields of the plain form, and a map "about". Whatever else a peer may put into it is never read.
"""

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from pycrdt import Array, Doc, Map, XmlElement, XmlFragment, XmlText

from rooms.drafting.numbers import MalformedError, clocks

AGREEMENT, DUTIES, ABOUT = "agreement", "duties", "about"
FACT, CLAUSE = "fact", "clause"
ID = re.compile(r"[A-Za-z0-9_-]{1,24}")
FIELD_LIMIT = 400  # characters of one field of an obligation; the form's own limits are smaller
EMPTY = b"\x00\x00"  # an update that changes nothing
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause; its id stays when the words change."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """What the document says, in the terms of the plain form."""

    facts: str = ""
    clauses: tuple[Clause, ...] = ()
    duties: tuple[Row, ...] = field(default=())
    contract_on: str = ""

    @property
    def length(self) -> int:
        """All its characters."""
        return len(self.facts) + sum(len(clause.text) for clause in self.clauses) + sum(len(value) for row in self.duties for value in row.values())

    @property
    def digest(self) -> str:
        """A hash of the words alone: two texts that read alike have the same."""
        duties = [{k: v for k, v in sorted(row.items()) if v and k != "id"} for row in self.duties]
        return sha256(json.dumps([self.facts, [c.text for c in self.clauses], [d for d in duties if d], self.contract_on], ensure_ascii=False).encode()).hexdigest()


def fresh_id() -> str:
    """A name for a clause or an obligation."""
    return secrets.token_urlsafe(9)


def document(updates: Iterable[bytes]) -> Doc:  # type: ignore[type-arg]
    """The document after these changes; MalformedError when they are none."""
    doc: Doc = Doc()  # type: ignore[type-arg]
    for update in updates:
        apply(doc, update)
    return doc


def apply(doc: Doc, update: bytes) -> None:  # type: ignore[type-arg]
    """Apply one change."""
    try:
        doc.apply_update(update)
    except (ValueError, RuntimeError) as broken:
        raise MalformedError(str(broken)) from broken


def read(doc: Doc) -> Text:  # type: ignore[type-arg]
    """What a document says; MalformedError when its parts are not of their kinds."""
    try:
        blocks = [(b.tag, b.attributes.get("id"), _words(b)) for b in doc.get(AGREEMENT, type=XmlFragment).children if isinstance(b, XmlElement)]
        rows = [row.to_py() for row in doc.get(DUTIES, type=Array) if isinstance(row, Map)]
        about = doc.get(ABOUT, type=Map).to_py() or {}
    except (TypeError, ValueError, RuntimeError, KeyError, AttributeError) as broken:
        raise MalformedError(str(broken)) from broken
    facts = "\n".join(words for tag, _name, words in blocks if tag == FACT and words)
    clauses = tuple(Clause(_id(name), words) for tag, name, words in blocks if tag == CLAUSE and words)
    return Text(facts, clauses, tuple(_row(row) for row in rows if row), _plain(about.get("contract_on")))


def face(doc: Doc) -> tuple[Any, ...]:  # type: ignore[type-arg]
    """Everything that a change can change; one that waits for an earlier change which never came, changes nothing."""
    return clocks(doc.get_state()), str(doc.get(AGREEMENT, type=XmlFragment)), doc.get(DUTIES, type=Array).to_py(), doc.get(ABOUT, type=Map).to_py()


def _words(block: XmlElement) -> str:
    """The words of a block on one line; marks and whatever is embedded are left out."""
    pieces = [piece for child in block.children if isinstance(child, XmlText) for piece, _marks in child.diff() if isinstance(piece, str)]
    return " ".join("".join(pieces).split())


def _row(row: dict[str, object]) -> Row:
    return {str(name)[:40]: _plain(value) for name, value in row.items()} | {"id": _id(row.get("id"))}


def _plain(value: object) -> str:
    """Texts and numbers as a form would send them; nothing else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())[:FIELD_LIMIT] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _id(value: object) -> str:
    return value if isinstance(value, str) and ID.fullmatch(value) else ""


def written(text: Text) -> bytes:
    """A whole document that says this."""
    doc: Doc = Doc()  # type: ignore[type-arg]
    rewrite(doc, text)
    update: bytes = doc.get_update()
    return update


def rewrite(doc: Doc, text: Text) -> bytes:  # type: ignore[type-arg]
    """Make a document say this, and return the change; clauses that stay keep their ids, and with them their comments."""
    before, said = doc.get_state(), read(doc)
    ids = {clause.text: clause.id for clause in said.clauses}
    with doc.transaction():
        root, rows, about = doc.get(AGREEMENT, type=XmlFragment), doc.get(DUTIES, type=Array), doc.get(ABOUT, type=Map)
        if [c.text for c in said.clauses] != [c.text for c in text.clauses] or said.facts != text.facts:
            del root.children[0 : len(root.children)]
            for line in text.facts.split("\n"):
                _block(root, FACT, {}, line)
            for clause in text.clauses:
                _block(root, CLAUSE, {"id": clause.id or ids.pop(clause.text, "") or fresh_id()}, clause.text)
        if replace(said, facts="", clauses=(), contract_on="").digest != replace(text, facts="", clauses=(), contract_on="").digest:
            del rows[0 : len(rows)]
            rows.extend([Map(row | {"id": fresh_id()}) for row in text.duties])
        if said.contract_on != text.contract_on:
            about["contract_on"] = text.contract_on
    return _change(doc, before)


def add(doc: Doc, clauses: Iterable[str], duties: Iterable[Row]) -> bytes:  # type: ignore[type-arg]
    """Put terms at the end of a document, and return the change; what it says already is not said twice."""
    before, said = doc.get_state(), read(doc)
    known = {clause.text for clause in said.clauses}
    with doc.transaction():
        for words in clauses:
            if words not in known:
                _block(doc.get(AGREEMENT, type=XmlFragment), CLAUSE, {"id": fresh_id()}, words)
        doc.get(DUTIES, type=Array).extend([Map(row | {"id": fresh_id()}) for row in duties])
    return _change(doc, before)


def _block(root: XmlFragment, tag: str, attributes: dict[str, str], words: str) -> None:
    block = XmlElement(tag, attributes)
    root.children.append(block)
    if words:
        block.children.append(XmlText(words))


def _change(doc: Doc, before: bytes) -> bytes:  # type: ignore[type-arg]
    change: bytes = doc.get_update(before)
    return change
