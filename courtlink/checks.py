"""The clerk's rules, which are also the citizen's pre-check: each has a code, a field and a sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import PartyKind
from cases.models import Case, Period
from cases.reads.calendar import calendar
from courtlink.kinds import FilingKind
from mediation.people.identity import valid_credit_code, valid_id_number

# 《关于人民法院案件案号的若干规定》. “…字第12号” is a committee's file number, never a docket number.
DOCKET = re.compile(r"^[(\uFF08](\d{4})[)\uFF09](?!.*字第)(最高法|[\u4e00-\u9fa5]\d{2,4}|[\u4e00-\u9fa5])([\u4e00-\u9fa5]{1,6})(\d{1,9})号$", re.ASCII)
TYPE_OF = {FilingKind.LAWSUIT: "民初", FilingKind.CONFIRMATION: "民特"}
MIN_ADDRESS, MIN_FACTS = 6, 10


@dataclass(frozen=True, slots=True)
class Fault:
    """What a clerk would send back."""

    code: str
    field: str
    sentence: str


def faults_of_person(words: Mapping[str, str], *, kind: str) -> list[Fault]:
    """Identity (a person's number, an organisation's credit code) and address for service of whoever files."""
    faults = []
    valid = valid_credit_code if kind == PartyKind.ORGANISATION else valid_id_number
    if not valid(words.get("id_number", "")):
        faults.append(Fault("missing_id", "id_number", _("Please check the identity number: 18 characters.")))
    if len(words.get("address", "").strip()) < MIN_ADDRESS:
        faults.append(Fault("missing_address", "address", _("Please give the full address where papers reach you.")))
    return faults


def faults_of_lawsuit(words: Mapping[str, str], *, kind: str) -> list[Fault]:
    """A definite defendant, concrete claims and facts (CPL 122, 124)."""
    faults = faults_of_person(words, kind=kind)
    if not any(line.strip() for line in words.get("claims", "").splitlines()):
        faults.append(Fault("unclear_claim", "claims", _("Please write at least one claim: what should the court order?")))
    if len(words.get("facts", "").strip()) < MIN_FACTS:
        faults.append(Fault("unclear_facts", "facts", _("Please tell the facts: when, where, what.")))
    return faults


def window_closed(case: Case, *, first: datetime | None, at: datetime) -> bool:
    """Is the time to apply for confirmation over (30 days from effect, PML 33; CPL 205)? The first submission counts."""
    agreement = case.present_agreement
    if agreement is None or agreement.effective_at is None:
        return True
    row = Period.objects.on(agreement.effective_at.date()).get(code="T-CONF30")
    return (first or at) >= clock.due(agreement.effective_at, row.length(), calendar())


def docket_parts(number: str) -> tuple[str, str, str, str] | None:
    """Year, court, type and serial of a docket number, or None when it is not one."""
    found = DOCKET.match(number.strip())
    return found.groups() if found else None  # type: ignore[return-value]


def wrong_docket(number: str, kind: str) -> str:
    """Say what is wrong with a docket number for this kind of filing, or nothing."""
    parts = docket_parts(number)
    if parts is None:
        return _("This is not a docket number. Example: (2026)浙0108%(type)s123号") % {"type": TYPE_OF[FilingKind(kind)]}
    if parts[2] != TYPE_OF[FilingKind(kind)]:
        return _("This number is of another type of case; %(type)s is needed here.") % {"type": TYPE_OF[FilingKind(kind)]}
    return ""
