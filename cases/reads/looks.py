"""Who looked at a case: everybody who works here leaves a trace, and the people in the case can read it (PIPL 44, 51)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from cases.kinds import RevealReason, Side
from cases.models import Case, Party
from cases.reads.roles import role_of
from cases.reads.timeline import ROLES
from mediation.ledger import actions as ledger
from mediation.ledger.models import AccessEntry

AGAIN = 3600  # seconds; within them one person's looks at one case are one look
SHOWN = 200
VERBS = {"case": _("Opened the case"), "reveal": _("Looked at numbers in full")}


@dataclass(frozen=True, slots=True)
class Look:
    """One line; `name` only for those who answer for the staff."""

    at: datetime
    what: Any
    who: Any
    name: str
    reason: Any


def note_look(case: Case, user: Any) -> None:
    """Leave the trace of somebody who works here; people look at their own case freely."""
    if _is_new(case.pk, user):
        _note(case, user)


def note_look_at(case_id: int, user: Any) -> None:
    """The same where the case itself was not fetched."""
    if _is_new(case_id, user):
        _note(Case.objects.for_reading().get(pk=case_id), user)


def _is_new(case_id: int, user: Any) -> bool:
    return bool(getattr(user, "posts", ())) and cache.add(f"look:{case_id}:{user.pk}", 1, AGAIN)


def _note(case: Case, user: Any) -> None:
    if (role := role_of(user, case)) not in Side.values:
        ledger.record(verb="case", subject=f"case:{case.pk}", by=user, role=role)


def looks_of(case: Case, *, named: bool) -> list[Look]:
    """The newest looks at a case and at the numbers of its people."""
    subjects = [f"case:{case.pk}", *(f"party:{pk}" for pk in Party.everybody.filter(case=case).values_list("pk", flat=True))]
    rows = AccessEntry.objects.filter(subject__in=subjects, verb__in=VERBS).select_related("user").order_by("-at")[:SHOWN]
    reasons: dict[str, Any] = dict(RevealReason.choices)
    return [
        Look(
            at=row.at,
            what=VERBS[row.verb],
            who=ROLES.get(row.facts.get("role", ""), _("Staff")),
            name=row.user.name if named and row.user else "",
            reason=reasons.get(row.reason, ""),
        )
        for row in rows
    ]
