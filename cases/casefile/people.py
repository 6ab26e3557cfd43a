"""People and places as the papers of a case file name them."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cases.kinds import PartyKind, Side
from cases.models import Case, Party, Round
from cases.papers import day, party_facts, written
from cases.reads.agreement import SIDE_ZH
from mediation.people.identity import born_on, is_man, valid_id_number

NOT_KNOWN = "　　　　"


def person(party: Party, at: datetime) -> dict[str, Any]:
    """One party with everything that its number tells; what nobody asked for stays open, to be written by hand."""
    facts = party_facts(party) | {"label": SIDE_ZH[Side(party.side)], "legal_head": party.legal_head, "gender": "", "age": "", "birth": ""}
    if party.kind == PartyKind.PERSON and valid_id_number(party.id_number):
        born = born_on(party.id_number)
        facts |= {"gender": "男" if is_man(party.id_number) else "女", "age": f"{age_on(born, timezone.localdate(at))}岁", "birth": written(born)}
    return facts


def people(case: Case, at: datetime) -> list[dict[str, Any]]:
    """Every party, the applicants first."""
    return [person(party, at) for party in sorted(case.parties.all(), key=lambda p: (p.side != Side.APPLICANT, p.pk))]


def age_on(born: date, today: date) -> int:
    """Years completed."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def names(case: Case, side: str) -> str:
    """The parties of a side in one line."""
    return "、".join(party.name for party in case.parties.all() if party.side == side)


def matter(case: Case) -> str:
    """What the case is called on its cover and in letters."""
    return f"{names(case, Side.APPLICANT)}与{names(case, Side.RESPONDENT)}{case.dispute_type.name_zh.removesuffix('纠纷')}纠纷"


def file_number(case: Case) -> str:
    """The number of the file at the centre where the case began, e.g. （2026）西兴人调字第12号."""
    return f"（{timezone.localtime(case.created_at).year}）{case.centre.file_prefix}字第{case.pk}号"


def mediator_of(attempt: Round | None) -> str:
    """Who led this attempt."""
    return attempt.mediator.name if attempt is not None and attempt.mediator is not None else NOT_KNOWN


def signature(label: str, name: str = "", on: datetime | None = None, how: str = "") -> dict[str, str]:
    """A line to sign on; `how` and `on` say how somebody has confirmed it already."""
    return {"label": label, "name": name, "how": how, "on": day(on) if on else "　　年　　月　　日"}
