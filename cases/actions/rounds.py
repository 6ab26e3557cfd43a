"""Rounds: who mediates, who consents, how an attempt begins and ends."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.move import check, lock, make_move
from cases.facts import both_sides_consent
from cases.kinds import Answer, EndReason, RoundKind, RoundState, Turn
from cases.models import Case, Party, Reply, Round
from cases.reads.policy import policy_of
from cases.round_flow import ROUND_EDGES
from mediation.people.models import Centre, User
from mediation.people.roles import SYSTEM, CentreKind, Role
from mediation.refusals import Invalid, WrongMoment, WrongPerson

CONSENT_TEXT_VERSION = "2026-11"  # templates/cases/answer.html: what a party reads before saying yes


def assignable(*, centre_id: int, case: Case) -> list[User]:
    """People who may mediate this case at a centre: mediators there who are neither party nor earlier mediators (特邀 15, 16)."""
    taken = {r.mediator_id for r in case.rounds.all()} | {p.user_id for p in case.parties.all()}
    people = User.objects.at_post(role=Role.MEDIATOR, centre_id=centre_id).exclude(pk__in=[pk for pk in taken if pk])
    return list(people.order_by("name"))


@transaction.atomic
def accept_case(case_id: int, *, by: Any, mediator_id: int) -> Case:
    """Admit an application and appoint the mediator of the first round (move 5)."""
    case = lock(case_id)
    return _open(case, "accept", RoundKind.FIRST, by=by, centre=case.centre, mediator_id=mediator_id)


@transaction.atomic
def place(case_id: int, *, by: Any, centre_id: int, mediator_id: int) -> Case:
    """Assign the second round to another mediator (move 11)."""
    case = lock(case_id)
    return _open(case, "place", RoundKind.SECOND, by=by, centre=_centre(centre_id), mediator_id=mediator_id)


@transaction.atomic
def register_and_direct(case_id: int, *, by: Any, court_number: str, centre_id: int, mediator_id: int) -> Case:
    """Register with the court's number and direct to mediation (move 14); the number is typed by the clerk, never invented."""
    case = lock(case_id)
    case.court_number = court_number
    return _open(case, "register_and_direct", RoundKind.DELEGATED, by=by, centre=_centre(centre_id), mediator_id=mediator_id, also=("court_number",))


@transaction.atomic
def entrust(case_id: int, *, by: Any, centre_id: int, mediator_id: int) -> Case:
    """Entrust a filed case to mediation (move 24)."""
    case = lock(case_id)
    return _open(case, "entrust", RoundKind.ENTRUSTED, by=by, centre=_centre(centre_id), mediator_id=mediator_id)


@transaction.atomic
def take(case_id: int, *, by: User) -> Case:
    """The appointed mediator accepts; the clock of the round starts (规则 12, 24)."""
    case = lock(case_id)
    attempt = _own_round(case, by, RoundState.AWAITING_MEDIATOR)
    at = clock.now()
    attempt.accepted_at = at
    advance(attempt, RoundState.AWAITING_CONSENT, "accepted_at")
    clocks.stop(case, at=at, codes=("T-ACC",))
    clocks.start(case, policy_of(case, attempt).period, turn=Turn.MEDIATOR, at=at)
    record.record(case, "mediator_accepted", by=by, at=at, law="规则 12", facts={"round": attempt.number})
    if all(p.consents_now for p in case.parties.all()):
        advance(attempt, RoundState.SCHEDULING)
    return case


@transaction.atomic
def hand_back(case_id: int, *, by: User) -> Case:
    """The appointed mediator cannot take the case: the round waits for another one (规则 12)."""
    case = lock(case_id)
    attempt = _own_round(case, by, RoundState.AWAITING_MEDIATOR)
    _release(case, attempt, "mediator_declined", by=by)
    return case


def release_silent(case: Case) -> None:
    """The appointed mediator said nothing in time: another one is to be named (规则 12). The caller holds the lock."""
    attempt = case.open_round
    if attempt is not None and attempt.state == RoundState.AWAITING_MEDIATOR:
        _release(case, attempt, "mediator_silent", by=SYSTEM)


def expire(case: Case) -> None:
    """The period of the round is over: the attempt ends, the case stays and the applicant chooses (规则 24, 25(6)). The caller holds the lock."""
    attempt = case.open_round
    if attempt is not None:
        _end(case, attempt, RoundState.EXPIRED, EndReason.EXPIRED, "round_expired", by=SYSTEM)


def _release(case: Case, attempt: Round, name: str, *, by: Any) -> None:
    """Take the mediator off the round; the centre names another one."""
    at = clock.now()
    step = record.record(case, name, by=by, at=at, law="规则 12", facts={"round": attempt.number})
    attempt.mediator = None
    advance(attempt, RoundState.PROPOSED, "mediator")
    clocks.stop(case, at=at, codes=("T-ACC",))
    clocks.start(case, "T-SEL", turn=Turn.DISPATCHER, at=at)
    record.tell_about(case, step)


def _end(case: Case, attempt: Round, state: RoundState, reason: str, name: str, *, by: Any) -> None:
    """End the attempt without agreement and ask the applicant what comes next."""
    at = clock.now()
    attempt.end_reason, attempt.ended_at = reason, at
    advance(attempt, state, "end_reason", "ended_at")
    clocks.stop(case, at=at)
    clocks.start(case, "T-NEXT", turn=Turn.APPLICANT, at=at)
    step = record.record(case, name, by=by, at=at, reason=reason, law="PML 26; 规则 25", facts={"round": attempt.number})
    record.tell_about(case, step)


@transaction.atomic
def appoint(case_id: int, *, by: Any, mediator_id: int) -> Case:
    """Appoint a mediator again after the first one handed the round back."""
    case = lock(case_id)
    attempt = case.open_round
    if attempt is None or attempt.state != RoundState.PROPOSED:
        raise WrongMoment(_("This round already has a mediator."))
    if record.role_of(by, case) not in ("dispatcher", "clerk"):
        raise WrongPerson(_("Only the centre can name the mediator."))
    at = clock.now()
    attempt.mediator = _eligible(case, attempt.centre_id, mediator_id)
    advance(attempt, RoundState.AWAITING_MEDIATOR, "mediator")
    clocks.stop(case, at=at, codes=("T-SEL",))
    clocks.start(case, "T-ACC", turn=Turn.MEDIATOR, at=at)
    record.record(case, "mediator_appointed", by=by, at=at, law="规则 10", facts={"round": attempt.number, "mediator": mediator_id})
    return case


@transaction.atomic
def reply(party_id: int, *, answer: str, words: str = "", by: Any) -> Case:
    """A party answers the invitation to the round in question; silence decides nothing, a refusal ends nothing by itself."""
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    party = next(p for p in case.parties.all() if p.pk == party_id)
    if answer not in Answer.values:
        raise Invalid(_("Please choose one of the four answers."))
    if not case.is_mediable:
        raise WrongMoment(_("This case is closed for answers. It is at: %(stage)s.") % {"stage": case.get_stage_display()})
    at = clock.now()
    number = case.round_in_question
    party.answered, party.answered_round, party.answered_words = answer, number, words[:1000]
    party.save(update_fields=["answered", "answered_round", "answered_words"])
    Reply.objects.create(party=party, round_number=number, answer=answer, words=words[:1000], text_version=CONSENT_TEXT_VERSION, at=at)
    record.record(case, f"answered_{answer}", by=by, at=at, role=party.side, law="规则 4, 15", facts={"round": number})
    attempt = case.open_round
    if attempt and attempt.state == RoundState.AWAITING_CONSENT and all(p.consents_now for p in case.parties.all()):
        advance(attempt, RoundState.SCHEDULING)
    return case


@transaction.atomic
def begin_talks(case_id: int, *, by: User) -> Case:
    """The first sitting is held: the round is in progress. Consent of both sides comes first (规则 4)."""
    case = lock(case_id)
    attempt = case.open_round
    if attempt is None or attempt.mediator_id != by.pk:
        raise WrongPerson(_("Only the mediator of this round can open the talks."))
    if attempt.state == RoundState.IN_PROGRESS:
        return case
    if attempt.state == RoundState.AWAITING_CONSENT:
        raise WrongMoment(_("Both sides must first say that they are ready to talk."))
    if attempt.state != RoundState.SCHEDULING:
        raise WrongMoment(_("Accept the case first."))
    at = clock.now()
    advance(attempt, RoundState.IN_PROGRESS)
    record.record(case, "talks_begun", by=by, at=at, law="规则 16, 17", facts={"round": attempt.number})
    return case


@transaction.atomic
def open_settlement(case_id: int, *, by: User) -> Case:
    """The sides have agreed between two mediations: the last mediator opens a round for writing and signing it (move 35; PML 28)."""
    case = lock(case_id)
    check(case, "settle_now", by=by, early=True)
    latest = case.latest_round
    if latest is None or latest.is_open:
        raise WrongMoment(_("The present mediation is still open. Close it first, with a reason."))
    if missing := both_sides_consent(case):
        raise WrongMoment(missing)
    at = clock.now()
    attempt = Round.objects.create(case=case, number=latest.number + 1, kind=latest.kind, centre=latest.centre, mediator=by, opened_at=at, accepted_at=at)
    for state in (RoundState.AWAITING_MEDIATOR, RoundState.AWAITING_CONSENT, RoundState.SCHEDULING, RoundState.IN_PROGRESS):
        advance(attempt, state)
    case.latest_round = attempt
    case.save(update_fields=["latest_round"])
    record.record(case, "settlement_opened", by=by, at=at, law="PML 28", facts={"round": attempt.number})
    return case


@transaction.atomic
def close_round(case_id: int, *, by: User, reason: str) -> Case:
    """End the attempt without agreement; the case stays and the applicant chooses what comes next (domain table 6.3)."""
    case = lock(case_id)
    attempt = case.open_round
    if attempt is None or attempt.mediator_id != by.pk:
        raise WrongPerson(_("Only the mediator of this round can close it."))
    if reason not in EndReason.values or reason == EndReason.AGREED:
        raise Invalid(_("Please choose a reason."), fields={"reason": [_("Please choose a reason.")]})
    _end(case, attempt, RoundState.FAILED, reason, "round_closed", by=by)
    return case


def _open(case: Case, name: str, kind: RoundKind, *, by: Any, centre: Centre, mediator_id: int, also: tuple[str, ...] = ()) -> Case:
    """Make the move and open its round, appointed at once."""
    if case.open_round is not None:
        raise WrongMoment(_("The present mediation is still open. Close it first, with a reason."))
    number, at = case.round_in_question, clock.now()
    facts = {"round": number, "kind": str(kind), "centre": centre.pk, "mediator": mediator_id}
    case = make_move(case, name, by=by, facts=facts, at=at, also=also)
    attempt = Round.objects.create(case=case, number=number, kind=kind, centre=centre, opened_at=at)
    attempt.mediator = _eligible(case, centre.pk, mediator_id)
    advance(attempt, RoundState.AWAITING_MEDIATOR, "mediator")
    case.latest_round = attempt
    case.save(update_fields=["latest_round"])
    clocks.running(case, ("T-ACC",)).update(holder=attempt.mediator)
    return case


def _eligible(case: Case, centre_id: int, mediator_id: int) -> User:
    person = next((u for u in assignable(centre_id=centre_id, case=case) if u.pk == mediator_id), None)
    if person is None:
        raise Invalid(
            _("This mediator cannot take the case (not on this centre's list, or already involved)."),
            fields={"mediator": [_("Please choose another mediator.")]},
        )
    return person


def _centre(centre_id: int) -> Centre:
    centre = Centre.objects.filter(pk=centre_id, kind=CentreKind.MEDIATION).first()
    if centre is None:
        raise Invalid(_("Please choose a mediation centre."), fields={"centre": [_("Please choose a mediation centre.")]})
    return centre


def _own_round(case: Case, by: User, state: RoundState) -> Round:
    attempt = case.open_round
    if attempt is None or attempt.mediator_id != by.pk:
        raise WrongPerson(_("Only the appointed mediator can do this."))
    if attempt.state != state:
        raise WrongMoment(_("This round is already at: %(state)s.") % {"state": attempt.get_state_display()})
    return attempt


def advance(attempt: Round, state: RoundState, *fields: str) -> None:
    """Take an edge of the round's small machine."""
    if (attempt.state, state) not in ROUND_EDGES:
        raise WrongMoment(_("This round is already at: %(state)s.") % {"state": attempt.get_state_display()})
    attempt.state = state
    attempt.save(update_fields=["state", *fields])
