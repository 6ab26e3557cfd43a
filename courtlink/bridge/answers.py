"""What a list says, row by row: codes instead of names, moments instead of whatever a spreadsheet made of them, and what is wrong in words."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cases.clock import SHANGHAI
from courtlink.bridge.columns import FILING, choice_in, code_of, unguarded
from courtlink.kinds import BridgeAction, HearingKind, RefusalGround, RejectReason, Result, ReturnReason
from courtlink.models.hearing import Slot
from mediation.parsing import plain

REF = re.compile(r"^[0-9A-Z]{20}$")
SERIAL = re.compile(r"^\d{5}\.\d+$")  # a day and a time as Excel counts them, when its cell has lost its form
SHAPES = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y.%m.%d %H:%M",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日%H:%M",
    "%Y-%m-%dT%H:%M",
)
REASONS: dict[str, Any] = {BridgeAction.RETURNED: ReturnReason, BridgeAction.DECIDED: RefusalGround}
USUAL = timedelta(minutes=90)
WORDS = ("remark", "place", "contact", "link")  # texts: their punctuation stays as it was typed


@dataclass(frozen=True, slots=True)
class Answer:
    """One deed that a list asks for; several rows that return documents of one filing are one."""

    row: int
    ref: str
    action: str
    docket_number: str = ""
    result: str = ""
    reason: str = ""
    remark: str = ""
    objections: dict[str, tuple[str, str]] = field(default_factory=dict)  # number or path of a document: code and words
    date: str = ""  # the uid of a date that stands
    slot: Slot | None = None
    faults: tuple[str, ...] = ()


def read_answers(lines: list[tuple[int, dict[str, str]]]) -> list[Answer]:
    """What is asked, in the order of the rows; a row without an action asks nothing."""
    found: dict[object, Answer] = {}
    for number, cells in lines:
        said = {code_of(name): unguarded(cell) for name, cell in cells.items()}
        said = {code: cell.strip() if code in WORDS else plain(cell) for code, cell in said.items()}
        if not said.get("action"):
            continue
        answer = _answer(number, said)
        key = (answer.ref, answer.action) if answer.action == BridgeAction.RETURNED else number
        found[key] = _together(found[key], answer) if key in found else answer
    return list(found.values())


def _answer(number: int, said: dict[str, str]) -> Answer:
    ref, action = said.get(FILING, "").upper(), choice_in(BridgeAction, said["action"])
    faults = [] if REF.match(ref) else [_("This is not the number of a filing.")]
    if action not in BridgeAction.values:
        faults.append(_("“%(said)s” is nothing that can be done with a filing. The sheet of codes lists what can be.") % {"said": action[:30]})
    reason = choice_in(REASONS.get(action, RejectReason), said.get("reason", ""))
    objections = {}
    if action == BridgeAction.RETURNED:
        objections = {said.get("document", ""): (reason, said.get("remark", "")[:300])}
        if reason not in ReturnReason.values:
            faults.append(_("A return needs a reason from the sheet of codes."))
    slot, wrong = _slot(said) if action == BridgeAction.HEARING else (None, "")
    more = {"result": choice_in(Result, said.get("result", "")), "reason": reason, "remark": said.get("remark", "")[:1000], "date": said.get("date", "")[:120]}
    return Answer(number, ref, action, docket_number=said.get("docket_number", ""), objections=objections, slot=slot, faults=tuple(filter(None, [*faults, wrong])), **more)


def _together(first: Answer, second: Answer) -> Answer:
    """Another document of the same return."""
    faults = (*first.faults, *(_("Row %(row)d: %(why)s") % {"row": second.row, "why": fault} for fault in second.faults))
    twice = set(first.objections) & set(second.objections)
    if twice:
        faults = (*faults, _("Row %(row)d: this document is named twice.") % {"row": second.row})
    return Answer(first.row, first.ref, first.action, remark=first.remark, reason=first.reason, objections=first.objections | second.objections, faults=faults)


def _slot(said: dict[str, str]) -> tuple[Slot | None, str]:
    begins, minutes = moment_in(said.get("begins", "")), said.get("minutes", "")
    if begins is None:
        return None, _("The beginning of the date cannot be read. Write it like 2026-12-01 09:30.")
    if minutes and not (minutes.isascii() and minutes.isdecimal() and 5 <= int(minutes) <= 720):
        return None, _("The length of the date is a number of minutes, from 5 to 720.")
    kind = choice_in(HearingKind, said.get("date_kind", "")) or HearingKind.HEARING
    length = timedelta(minutes=int(minutes)) if minutes else USUAL
    return Slot(kind, begins, begins + length, said.get("room", ""), said.get("place", ""), said.get("link", ""), said.get("contact", "")), ""


def moment_in(said: str) -> datetime | None:
    """A time of the district's clock, to the minute, in any usual spelling or as Excel counts days; None when it is none."""
    text = plain(said)
    if SERIAL.match(text):
        from openpyxl.utils.datetime import from_excel  # slow to load

        found = from_excel(float(text))
        return found.replace(second=0, microsecond=0, tzinfo=SHANGHAI) if isinstance(found, datetime) else None
    for shape in SHAPES:
        try:
            return datetime.strptime(text, shape).replace(second=0, tzinfo=SHANGHAI)
        except ValueError:
            continue
    return None
