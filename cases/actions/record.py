"""Write happenings: the only way a Step comes into being."""

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from cases.kinds import Audience
from cases.models import Case, Step
from cases.reads.roles import role_of
from mediation.ledger.chain import link


def next_step(case: Case, name: str, *, by: Any, at: datetime, from_stage: str = "", **more: Any) -> Step:
    """Return the next unsaved link of the case's chain and set the head on the (locked) case."""
    step = Step(
        case_id=case.pk,
        seq=case.last_seq + 1,
        name=name,
        from_stage=from_stage,
        to_stage=case.stage,
        actor_id=getattr(by, "pk", None),
        role=more.pop("role", None) or role_of(by, case),
        audience=more.pop("audience", Audience.ALL),
        at=at,
        prev_hash=bytes(case.last_hash),
        **more,
    )
    step.hash = link(bytes(step.prev_hash), step.payload())
    case.last_seq, case.last_hash = step.seq, step.hash
    return step


def record(case: Case, name: str, *, by: Any, at: datetime, **more: Any) -> Step:
    """Add a happening that changes no stage. The caller holds the row lock of the case."""
    step = next_step(case, name, by=by, at=at, from_stage=case.stage, **more)
    step.save(force_insert=True)
    case.save(update_fields=["last_seq", "last_hash"])
    return step


def tell_about(case: Case, step: Step) -> None:
    """Have people told of a happening by a job that commits with it (cases.notices says whom and how)."""
    app.configure_task("cases.announce", lock=f"case:{case.pk}").defer(step=step.pk)
