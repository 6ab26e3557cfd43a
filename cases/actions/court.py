"""What the court link may do to a case: nothing but these. `courtlink` calls them in its own transaction."""

from typing import Any

from django.db import transaction

from cases import clock
from cases.actions import record
from cases.actions.move import lock, make_move
from cases.kinds import EffectBasis
from cases.models import Case, Step
from mediation.people.roles import SYSTEM


@transaction.atomic
def note_filing(case_id: int, name: str, *, by: Any, reason: str = "", role: str = "", law: str = "", facts: dict[str, Any] | None = None) -> Step:
    """Add what happened to a filing to the story of the case, and tell the people concerned."""
    case = lock(case_id)
    more = {"role": role} if role else {}
    step = record.record(case, name, by=by, at=clock.now(), reason=reason, law=law, facts=facts or {}, **more)
    record.tell_about(case, step)
    return step


@transaction.atomic
def court_filed(case_id: int, *, docket_number: str, filing: str) -> Case:
    """The court accepted the lawsuit: red stays red, the case is filed (move 21)."""
    case = lock(case_id)
    case.docket_number = docket_number
    return make_move(case, "court_filed", by=SYSTEM, facts={"filing": filing, "docket": docket_number}, also=("docket_number",))


@transaction.atomic
def confirmed(case_id: int, *, docket_number: str, filing: str) -> Case:
    """The court ruled the agreement valid: it can be enforced (move 26)."""
    case = lock(case_id)
    agreement = case.present_agreement
    if agreement is not None:
        agreement.effect_basis = EffectBasis.RULING
        agreement.save(update_fields=["effect_basis"])
    case.docket_number = docket_number
    return make_move(case, "confirm", by=SYSTEM, facts={"filing": filing, "docket": docket_number}, also=("docket_number",))
