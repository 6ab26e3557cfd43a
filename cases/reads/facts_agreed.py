"""Undisputed facts for one reader, and those that may cross to the court."""

from dataclasses import dataclass
from typing import Any

from cases.models import Case, UndisputedFact
from cases.reads.roles import seats_of


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact, what the reader's own side said to it, and for the mediator how many parties confirmed."""

    fact: UndisputedFact
    mine: bool | None
    confirmed: int | None
    denied: int | None


def facts_for(case: Case, user: Any, *, counts: bool) -> list[ShownFact]:
    """Every fact that stands. What the other side answered is not shown to a side before everybody confirmed."""
    mine = {party.pk for party in seats_of(user, case)}
    shown = []
    for fact in UndisputedFact.objects.standing().filter(case=case).prefetch_related("answers"):
        answers = list(fact.answers.all())
        own = next((answer.yes for answer in answers if answer.party_id in mine), None)
        yes = sum(answer.yes for answer in answers)
        shown.append(ShownFact(fact, own, yes if counts else None, len(answers) - yes if counts else None))
    return shown


def facts_for_court(case: Case) -> list[UndisputedFact]:
    """The only words of a mediation that may enter a package: confirmed in writing by every party (规则 18, 22; 特邀 22)."""
    return list(UndisputedFact.objects.filter(case=case).for_court())
