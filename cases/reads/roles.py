"""In which role a person acts in a case, and what that role may see."""

from typing import Any

from cases import rules
from cases.kinds import Audience, Side
from cases.models import Case, Party
from mediation.people.roles import SYSTEM

ROLES = (
    ("applicant", rules.is_applicant),
    ("respondent", rules.is_respondent),
    ("mediator", rules.is_its_mediator),
    ("dispatcher", rules.is_dispatcher),
    ("clerk", rules.is_clerk),
    ("entry", rules.entered_it),
)


def role_of(user: Any, case: Case) -> str:
    """Name the role for the record; "system" for timers and callbacks, "" for strangers."""
    if user is SYSTEM:
        return "system"
    return next((name for name, rule in ROLES if rule.test(user, case)), "")


def audiences_of(user: Any, case: Case) -> frozenset[str]:
    """Which audiences this reader belongs to: the one rule behind every list, page, export and socket."""
    role = role_of(user, case)
    if role == "mediator":
        return frozenset(Audience.values)
    if role in Side.values:
        return frozenset({Audience.ALL, role})
    return frozenset({Audience.ALL}) if role else frozenset()


def seat_of(user: Any, case: Case) -> Party | None:
    """The party that this user is, or acts for; None for everybody else."""
    return next(iter(seats_of(user, case)), None)


def seats_of(user: Any, case: Case) -> list[Party]:
    """Every party that this user is or acts for, the own seat first."""
    pk = getattr(user, "pk", None)
    return sorted((p for p in case.parties.all() if p.acted_by(pk)), key=lambda p: (p.user_id != pk, p.pk))
