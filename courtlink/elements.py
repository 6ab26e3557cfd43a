"""Element-style complaints (法〔2025〕82号): which form asks for what, as dated data in `courtlink/data/elements`. Pages, papers and rules read the same rows."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

DATA = Path(__file__).parent / "data" / "elements"
GENERAL = "general"
KIND_FIELD = "form_kind"  # the word that says which form was filled in
ELECTRONIC, INK, EXPORT = "electronic", "ink", "export"  # how a form is signed: here, by hand on paper, by hand for another body
MAX_WORDS = {"text": 200, "long": 1000}  # characters; a paper has to be laid out in seconds
FREE_TEXT = {"claims": 2000, "facts": 4000}
OTHER_WORDS = 40
MONEY = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
PERCENT = re.compile(r"\d{1,3}(\.\d{1,4})?", re.ASCII)
EARLIEST = date(1900, 1, 1)
MISREAD = {
    "money": gettext_lazy("Please write a sum of money in figures, for example 3400.00."),
    "percent": gettext_lazy("Please write a percentage in figures, for example 3.45."),
    "date": gettext_lazy("Please check the date."),
    "choice": gettext_lazy("Please choose one of the answers."),
    "yes_no": gettext_lazy("Please choose one of the answers."),
}


def _spoken(label: str, label_en: str) -> str:
    return label_en if (get_language() or "").startswith("en") else label


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick; the Chinese words are those of the official form."""

    value: str
    label: str
    label_en: str

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return _spoken(self.label, self.label_en)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a form. `rule` names the clerk's rule behind an obligatory row, `since` the day from which limitation may run."""

    code: str
    label: str
    label_en: str
    kind: str  # text, long, money, date, percent, yes_no, choice
    choices: tuple[Choice, ...] = ()
    obligatory: bool = False
    claimed: bool = False  # this money is part of the amount in question
    lines: bool = False  # each line counts for itself
    since: bool = False
    rule: str = "missing_row"
    who: str = ""  # asked of persons or of organisations only
    prefill: str = ""  # what the case knows about it: amount, plaintiff, defendant
    hint: str = ""  # for the page; the paper has the label alone
    hint_en: str = ""

    @property
    def text(self) -> str:
        """The label in the reader's language."""
        return _spoken(self.label, self.label_en)

    @property
    def help(self) -> str:
        """The hint in the reader's language."""
        return _spoken(self.hint, self.hint_en)

    @property
    def longest(self) -> int:
        """How many characters it takes."""
        return FREE_TEXT.get(self.code) or MAX_WORDS.get(self.kind, OTHER_WORDS)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and its rows, in the order of the official form."""

    code: str
    label: str
    label_en: str
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """The heading in the reader's language."""
        return _spoken(self.label, self.label_en)


@dataclass(frozen=True)
class Form:
    """One official form on the days it holds."""

    kind: str
    title: str
    title_en: str
    paper: str
    signing: str
    source: str
    valid_from: date
    valid_to: date | None
    dispute_types: tuple[str, ...]
    causes: tuple[str, ...]
    blocks: tuple[Block, ...]
    export_note: str = ""
    plaintiff: str = "原告"
    defendant: str = "被告"

    @property
    def subtitle(self) -> str:
        """What the complaint is about, as it stands under the heading on paper."""
        return "" if self.kind == GENERAL else self.title.removeprefix(self.paper)

    @property
    def text(self) -> str:
        """The title in the reader's language."""
        return _spoken(self.title, self.title_en)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every row of every block."""
        return tuple(row for block in self.blocks for row in block.rows)

    def asked_of(self, party_kind: str) -> Iterator[Row]:
        """The rows for a person or an organisation."""
        return (row for row in self.rows if row.who in ("", party_kind))

    def kept(self, words: Mapping[str, str]) -> dict[str, str]:
        """What is kept of what was typed: every row, and which form it was."""
        return {row.code: words.get(row.code, "") for row in self.rows} | {KIND_FIELD: self.kind}


def forms_on(day: date) -> dict[str, Form]:
    """The forms in force on a day, by kind; the general one is last."""
    found = {form.kind: form for form in _every_form() if form.valid_from <= day and (form.valid_to is None or day <= form.valid_to)}
    return {kind: found[kind] for kind in sorted(found, key=lambda kind: (kind == GENERAL, kind))}


def form_for(kind: str, *, on: date) -> Form:
    """The form of a kind, or the general one; before the first form came into force, that one's first version."""
    forms = forms_on(on) or forms_on(min(form.valid_from for form in _every_form()))
    return forms.get(kind, forms[GENERAL])


def fitting_kind(dispute_type: str, *, on: date) -> str:
    """The kind of form that fits a type of dispute."""
    return next((form.kind for form in forms_on(on).values() if dispute_type in form.dispute_types), GENERAL)


def wrong_value(row: Row, value: str) -> str:
    """Say what is wrong with what stands in a row, or nothing; an empty row is never wrong in itself."""
    value = value.strip()
    if len(value) > row.longest:
        return _("Please shorten this to %(longest)d characters.") % {"longest": row.longest}
    return "" if not value or _can_be_read(row, value) else str(MISREAD[row.kind])


def _can_be_read(row: Row, value: str) -> bool:
    match row.kind:
        case "money":
            return money_of(value) is not None
        case "percent":
            return PERCENT.fullmatch(value) is not None
        case "date":
            return day_of(value) is not None
        case "choice" | "yes_no":
            return value in {choice.value for choice in row.choices}
    return True


def money_of(value: str) -> Decimal | None:
    """The yuan in a row, or None."""
    figures = value.strip().replace(",", "")
    return Decimal(figures) if MONEY.fullmatch(figures) else None


def day_of(value: str) -> date | None:
    """The day in a row, or None."""
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        return None
    return day if day >= EARLIEST else None


@lru_cache(maxsize=1)
def _every_form() -> tuple[Form, ...]:
    common = json.loads((DATA / "common.json").read_text(encoding="utf-8"))
    files = sorted(path for path in DATA.glob("*.json") if path.stem != "common")
    forms = (_form(json.loads(path.read_text(encoding="utf-8")), common["blocks"]) for path in files)
    return tuple(sorted(forms, key=lambda form: form.valid_from))


def _form(data: dict[str, Any], common: list[dict[str, Any]]) -> Form:
    says, without = data.get("says", {}), set(data.get("leaves_out", ()))
    own = {"requests": data["claims"], "story": data["facts"]}  # a form's own rows follow the free text of these blocks
    blocks = [
        Block(
            block["code"],
            _said(block["label"], says),
            block["label_en"],
            tuple(_row(row, says) for row in [*block["rows"][:1], *own.get(block["code"], ()), *block["rows"][1:]] if row["code"] not in without),
        )
        for block in common
    ]
    return Form(
        **{name: data[name] for name in ("kind", "title", "title_en", "paper", "signing", "source")},
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(data["valid_to"]) if data.get("valid_to") else None,
        dispute_types=tuple(data["dispute_types"]),
        causes=tuple(data["causes"]),
        blocks=tuple(block for block in blocks if block.rows or block.code in ("agents", "evidence")),
        export_note=data.get("export_note", ""),
        plaintiff=_said("原告", says),
        defendant=_said("被告", says),
    )


def _row(data: dict[str, Any], says: dict[str, str]) -> Row:
    choices = YES_NO if data["kind"] == "yes_no" else tuple(Choice(c["value"], _said(c["label"], says), c["label_en"]) for c in data.get("choices", ()))
    return replace(Row(**(data | {"choices": choices})), label=_said(data["label"], says))


def _said(label: str, says: dict[str, str]) -> str:
    """The label in the words of another body: an arbitration commission knows no plaintiff."""
    for word, other in says.items():
        label = label.replace(word, other)
    return label


YES_NO = (Choice("yes", "是", "Yes"), Choice("no", "否", "No"))
