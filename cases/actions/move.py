"""The one door through which a case changes its stage.

lock → edge (409) → rule (403) → reason (422) → facts (409) → machine → step → clocks → job,
all in one transaction; the news go out after the commit.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock, news
from cases.actions import clocks, record
from cases.errors import FactsMissing, MoveRefused, ReasonMissing
from cases.facts import MADE_BY_THE_DEED
from cases.flow import Move
from cases.kinds import EndReason, RoundState, Stage
from cases.models import Case, reasons_on
from cases.reads.contacts import tried_too_little
from mediation.refusals import WrongMoment, WrongPerson

NEEDS_REASON = (Stage.DECLINED, Stage.TRANSFERRED, Stage.WITHDRAWN, Stage.FAILED)
ROUND_END_OF = {
    Stage.AGREED: RoundState.AGREED,
    Stage.CONFIRMED: RoundState.AGREED,
    Stage.WITHDRAWN: RoundState.WITHDRAWN,
    Stage.FAILED: RoundState.FAILED,
    Stage.FILED: RoundState.FAILED,
    Stage.TRANSFERRED: RoundState.FAILED,
}


def lock(case_id: int) -> Case:
    """Take the row lock of a case; every action that writes to a case begins here. WrongMoment when its file was deleted: nothing is written again."""
    case = Case.objects.select_for_update().prefetch_related("parties").get(pk=case_id)
    if case.erased_at is not None:
        raise WrongMoment(_("The file of this case was deleted. Nothing can be added to it."))
    return case


@transaction.atomic
def move(case_id: int, name: str, *, by: Any, reason: str = "", facts: dict[str, Any] | None = None) -> Case:
    """Make the named move and record it. Return the moved case with its new colour."""
    return make_move(lock(case_id), name, by=by, reason=reason, facts=facts)


def press(case_id: int, name: str, *, by: Any, reason: str = "") -> Case:
    """Make a move that has a button of its own. Others belong to a larger deed (naming a mediator, signing, a filing) and are refused here."""
    case = Case.objects.get(pk=case_id)
    edge = case.edge(name)
    if edge is not None and edge.inner:
        raise MoveRefused(_("This step is part of a larger one and cannot be taken alone."), colour=case.colour, stage=case.stage)
    return move(case_id, name, by=by, reason=reason)


def make_move(case: Case, name: str, *, by: Any, reason: str = "", facts: dict[str, Any] | None = None, at: datetime | None = None, also: tuple[str, ...] = ()) -> Case:
    """Make a move on a case that the caller has locked; `also` names fields the caller changed with it."""
    at = at or clock.now()
    edge = check(case, name, by=by, reason=reason)
    from_stage = case.stage
    why = str(reason or edge.default_reason)
    role = record.role_of(by, case)
    getattr(case, name)()
    case.end_reason = why if case.stage in NEEDS_REASON else ""
    end_round(case, edge.target, why, at=at)
    if case.stage in (Stage.COURT_REGISTRATION, Stage.DIRECTED_MEDIATION, Stage.FILED) and case.reached_court_at is None:
        case.reached_court_at = at
    step = record.next_step(case, name, by=by, at=at, from_stage=from_stage, role=role, reason=why, law=edge.law, facts=facts or {})
    case.save(update_fields=["stage", "end_reason", "reached_court_at", "last_seq", "last_hash", *also])
    case.take_colour()
    step.save(force_insert=True)
    clocks.turn_over(case, at=at)
    record.tell_about(case, step)
    send_news(case, name)
    return case


def check(case: Case, name: str, *, by: Any, reason: str = "", early: bool = False) -> Move:
    """Return the edge, or refuse: wrong moment, wrong person, missing reason, missing facts; `early` leaves out what the deed is about to make true."""
    if case.joined_to_id is not None:
        raise MoveRefused(_("This application is gone on with in another case."), colour=case.colour, stage=case.stage)
    edge = case.edge(name)
    if edge is None:
        raise MoveRefused(
            _("Somebody was faster, or this step is not possible now. The case is at: %(stage)s.") % {"stage": case.get_stage_display()},
            colour=case.colour,
            stage=case.stage,
        )
    if not edge.by.test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if edge.reasons is not None and reason not in dict(reasons_on(edge.reasons, timezone.localdate())):
        raise ReasonMissing(_("Please choose a reason."), fields={"reason": [_("Please choose a reason.")]})
    if reason == EndReason.UNREACHABLE and edge.reasons is EndReason and (missing := tried_too_little(case)):
        raise FactsMissing(missing)
    for fact in edge.facts:
        if early and fact in MADE_BY_THE_DEED:
            continue
        if missing := fact(case):
            raise FactsMissing(missing)
    return edge


def end_round(case: Case, target: Stage, reason: str, *, at: datetime) -> None:
    """End the open round with the case, with a coded reason of its own."""
    open_round = case.open_round
    if open_round is None or target not in ROUND_END_OF:
        return
    open_round.state = ROUND_END_OF[target]
    open_round.end_reason = EndReason.AGREED if open_round.state == RoundState.AGREED else _round_reason(reason)
    open_round.ended_at = at
    open_round.save(update_fields=["state", "end_reason", "ended_at"])


def _round_reason(reason: str) -> str:
    return reason if reason in EndReason.values else EndReason.OTHER


def send_news(case: Case, name: str) -> None:
    """Tell the other parts of the program after the commit."""
    case_id, stage = case.pk, case.stage
    transaction.on_commit(lambda: news.moved.send(Case, case_id=case_id, move=name, to_stage=stage))
