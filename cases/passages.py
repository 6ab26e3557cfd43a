"""Which passages of which paper a centre or a court may word itself.

All other words of a paper stand in its template: the rights and duties, the legal effect, secrecy. Of what can be worded anew,
`must` says what the law wants to find in it all the same. The standing wording of each passage is dated data (cases/data/wordings.csv).
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.people.roles import CentreKind

DATA = Path(__file__).parent / "data" / "wordings.csv"
CENTRE, COPIES, COURT = "调解组织", "份数", "人民法院"  # the places that wording may name, as people write them


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage; `places` are the names that it may hold, `must` the words that it has to."""

    form: str  # templates/papers/<form>.html
    name: str  # wording.<name> in it
    label: Any
    places: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    kind: CentreKind = CentreKind.MEDIATION  # whose paper it is
    most: int = 800  # characters
    optional: bool = False  # may be empty


@dataclass(frozen=True, slots=True)
class Standing:
    """The wording that holds where nobody wrote another one, for the days it holds."""

    version: str
    valid_from: date
    source: str
    text: str


PASSAGES = (
    Passage("receipt", "notice", _("Receipt: what the applicant should know"), (CENTRE,), ("不收取任何费用", "自愿")),
    Passage("application", "statement", _("Application: the applicant's statement"), (CENTRE,), ("自愿",)),
    Passage("notice_of_rights", "opening", _("Notice of rights: the first sentence"), (CENTRE,)),
    Passage("notice_of_rights", "more", _("Notice of rights: further information of the centre"), (CENTRE,), optional=True),
    Passage("agreement", "closing", _("Agreement: the last sentence"), (CENTRE, COPIES), (f"{{{COPIES}}}",)),
    Passage("certificate", "routes", _("Certificate: the lawful ways from here"), (CENTRE,), ("人民法院", "仲裁", "行政")),
    Passage("court_report", "closing", _("Report to the court: the last sentence"), (CENTRE, COURT), ("不在本报告之列",)),
    Passage("entrustment_letter", "materials", _("Letter of entrustment: what comes with it"), kind=CentreKind.COURT_SERVICE),
    Passage("entrustment_letter", "notes", _("Letter of entrustment: what to observe"), (COURT,), ("自愿", "保密", "不得移送"), CentreKind.COURT_SERVICE),
    Passage("confirmation_application", "undertaking", _("Application for confirmation: the undertaking"), (), ("自愿", "恶意串通", "规避法律", "责任"), CentreKind.COURT_SERVICE),
    Passage("service_address", "notice", _("Address for service: what is pointed out"), (COURT,), ("执行程序", "变更", "后果"), CentreKind.COURT_SERVICE),
)


def passages_of(form: str) -> list[Passage]:
    """The adaptable passages of a form."""
    return [passage for passage in PASSAGES if passage.form == form]


def passage(form: str, name: str) -> Passage | None:
    """One of them."""
    return next((one for one in passages_of(form) if one.name == name), None)


def standing(form: str, name: str, at: datetime) -> Standing:
    """The standing wording of a passage at a moment, the first one for what is older than all; KeyError when there is none."""
    rows, day = _table()[form, name], timezone.localdate(at)
    return next((row for row in reversed(rows) if row.valid_from <= day), rows[0])


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], list[Standing]]:
    """The whole file, oldest rows first. A row that was in force is never changed: a paper made then has to be printed again word for word."""
    found: dict[tuple[str, str], list[Standing]] = {}
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            standing = Standing(row["version"], date.fromisoformat(row["valid_from"]), row["source"], row["text"])
            found.setdefault((row["form"], row["name"]), []).append(standing)
    return {key: sorted(rows, key=lambda row: row.valid_from) for key, rows in found.items()}
