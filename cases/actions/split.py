"""Partial success: what is agreed goes its way, the rest becomes a case of its own with the same day of limitation (规则 19; move 37)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.attempt import own_round
from cases.actions.intake import new_code
from cases.actions.move import lock, send_news
from cases.actions.parties import see_off
from cases.kinds import Answer, EndReason, RoundState, Stage, Turn
from cases.models import Case, Evidence, Party, Round
from mediation.people.models import User
from mediation.refusals import Invalid
from mediation.tokens import random_token, token_hash

MIN_SUMMARY = 10
# The moves by which a new case comes to the stage of the one it is split from.
WAY = {
    Stage.FIRST_MEDIATION: ("accept",),
    Stage.SECOND_MEDIATION: ("accept", "refer", "place"),
    Stage.DIRECTED_MEDIATION: ("direct_to_court", "register_and_direct"),
}
COPIED = ("channel", "area", "centre", "court", "dispute_type", "limitation_interrupted_on", "reached_court_at", "court_number")
PERSON = ("side", "kind", "name", "phone", "phone_index", "id_number", "id_index", "address", "born_on", "legal_head", "user", "agents", "seen_at")


@transaction.atomic
def split(case_id: int, *, by: User, summary: str, amount: Decimal | None = None, leaving: frozenset[int] = frozenset()) -> Case:
    """Take what is not agreed out of the case, with the members of a group who do not settle, if only some do. The new case stands where this one stands, its attempt ended; the applicant chooses what comes next."""
    case = lock(case_id)
    attempt = own_round(case, by, RoundState.IN_PROGRESS)
    if len(summary.strip()) < MIN_SUMMARY:
        raise Invalid(_("Please say in at least ten characters what stays in dispute."), fields={"summary": [_("Please say what stays in dispute.")]})
    at = clock.now()
    rest = _insert(case, attempt, summary.strip(), amount, at)
    going = [p for p in case.parties.all() if p.pk in leaving]
    side = {p.side for p in going}
    if len(side) > 1:
        raise Invalid(_("Those who leave must be of one side."))
    _bring_along(rest, [p for p in case.parties.all() if p.pk in leaving or p.side not in side], case)
    if going:
        see_off(case, going)
    _walk(rest, Stage(case.stage), by=by, at=at)
    rest.latest_round = Round.objects.create(
        case=rest,
        number=1,
        kind=attempt.kind,
        procedure=attempt.procedure,
        centre=attempt.centre,
        opened_at=at,
    )
    _end(rest, rest.latest_round, by, at)
    rest.save(update_fields=["latest_round"])
    clocks.start(rest, "T-NEXT", turn=Turn.APPLICANT, at=at)
    ended = record.record(rest, "round_closed", by=by, at=at, role="mediator", reason=EndReason.TOO_FAR_APART, law="规则 19, 25", facts={"round": 1})
    record.tell_about(rest, ended)
    step = record.record(case, "split", by=by, at=at, law="规则 19", facts={"rest": rest.number})
    record.tell_about(case, step)
    send_news(rest, "split")
    return rest


def _insert(case: Case, attempt: Round, summary: str, amount: Decimal | None, at: datetime) -> Case:
    """A new case with its own code; the claim was raised on the day of the old one."""
    rest = Case(
        **new_code(at),
        **{name: getattr(case, name) for name in COPIED},
        parent=case,
        rounds_allowed=(case.rounds_allowed or attempt.number) - attempt.number + 1,
        stage=Stage.INTAKE,
        title=summary[:40],
        summary=summary,
        amount=amount,
        created_at=at,
    )
    rest.save(force_insert=True)
    return rest


def _bring_along(rest: Case, people: list[Party], case: Case) -> None:
    """The same people and the same exhibits; each person gets a link of their own."""
    seats = {}
    for party in people:
        invite = random_token(20)
        same = Party(case=rest, **{name: getattr(party, name) for name in PERSON}, invite=invite, invite_hash=token_hash(invite))
        same.answered, same.answered_round = Answer.TALK, 1
        same.save(force_insert=True)
        seats[party.pk] = same
        for agent in party.agent_rows.filter(until=None):
            agent.pk, agent.party = None, same
            agent.save(force_insert=True)
    for exhibit in Evidence.objects.on_the_table().filter(case=case, party__in=people):
        exhibit.pk, exhibit.case, exhibit.party, exhibit.replaces = None, rest, seats[exhibit.party_id], None
        exhibit.save(force_insert=True)
    rest.forget()


def _walk(rest: Case, stage: Stage, *, by: User, at: datetime) -> None:
    """Along real edges to the stage of the old case, each move a link of the chain."""
    step = record.next_step(rest, "submit", by=by, at=at, role="mediator", law="规则 19", facts={"split": True})
    step.save(force_insert=True)
    for name in WAY[stage]:
        before = rest.stage
        getattr(rest, name)()
        step = record.next_step(rest, name, by=by, at=at, from_stage=before, role="mediator", law="规则 19", facts={"split": True})
        rest.save(update_fields=["stage", "last_seq", "last_hash"])
        step.save(force_insert=True)
    rest.save(update_fields=["last_seq", "last_hash"])
    rest.take_colour()


def _end(rest: Case, attempt: Round, by: User, at: datetime) -> None:
    attempt.mediator, attempt.state = by, RoundState.FAILED
    attempt.accepted_at = attempt.ended_at = at
    attempt.end_reason = EndReason.TOO_FAR_APART
    attempt.save()
