"""One deed for several filings: each stands for itself, so that one that is refused holds up none of the others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from courtlink.actions.deeds import Said, do
from courtlink.models import Filing
from mediation.refusals import Refusal

SERIAL = re.compile(r"(\d{1,9})(?=号$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one filing; `refused` says why nothing did."""

    ref: str
    state: str
    refused: str = ""


def do_each(filings: Iterable[Filing], name: str, *, by: Any, numbers: dict[str, str] | None = None) -> list[Outcome]:
    """Do it to each in a transaction of its own, in their order; `numbers` are docket numbers by filing."""
    return [_one(filing, name, by=by, said=Said(docket_number=(numbers or {}).get(filing.ref, ""))) for filing in filings]


def count_up(refs: list[str], numbers: dict[str, str]) -> dict[str, str]:
    """Fill in the numbers after the last one that was typed above them: a court gives them in a row. What was typed stays."""
    filled, last = dict(numbers), ""
    for ref in refs:
        if numbers[ref].strip():
            last = numbers[ref].strip()
        elif last:
            last = filled[ref] = SERIAL.sub(lambda serial: str(int(serial[1]) + 1), last)
    return filled


def _one(filing: Filing, name: str, *, by: Any, said: Said) -> Outcome:
    try:
        done = do(name, filing.pk, by=by, said=said)
    except Refusal as refusal:
        return Outcome(filing.ref, filing.get_state_display(), str(refusal.sentence))
    return Outcome(filing.ref, done.get_state_display())
