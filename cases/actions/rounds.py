"""Rounds: who mediates, who consents, how an attempt begins and ends."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.attempt import advance, end, go_on_with_consent
from cases.actions.mediators import eligible
from cases.actions.move import check, lock, make_move
from cases.errors import FactsMissing
from cases.facts import both_sides_consent
from cases.kinds import Answer, EndReason, Purpose, RoundKind, RoundState, Turn, Way
from cases.models import Case, Consent, Party, Reply, Round, reasons_on
from cases.reads.contacts import tried_too_little
from cases.reads.policy import policy_of
from cases.rules import is_clerk, is_dispatcher, is_its_mediator
from mediation.people.models import Centre, User
from mediation.people.roles import SYSTEM, CentreKind
from mediation.refusals import Invalid, WrongMoment, WrongPerson

STAFF = is_its_mediator | is_dispatcher | is_clerk
CONSENT_TEXT_VERSION = "2026-11"  # templates/cases/answer.html: what a party reads before saying yes


@transaction.atomic
def accept_case(case_id: int, *, by: Any, mediator_id: int | None, why: str = "") -> Case:
    """Admit an application and appoint the mediator of the first round (move 5)."""
    case = lock(case_id)
    return _open(case, "accept", RoundKind.FIRST, by=by, centre=case.centre, mediator_id=mediator_id, why=why)


@transaction.atomic
def place(case_id: int, *, by: Any, centre_id: int, mediator_id: int | None, why: str = "") -> Case:
    """Assign the second round to another mediator (move 11)."""
    case = lock(case_id)
    return _open(case, "place", RoundKind.SECOND, by=by, centre=_centre(centre_id), mediator_id=mediator_id, why=why)


@transaction.atomic
def register_and_direct(case_id: int, *, by: Any, court_number: str, centre_id: int, mediator_id: int | None) -> Case:
    """Register with the court's number and direct to mediation (move 14); the number is typed by the clerk, never invented."""
    case = lock(case_id)
    case.court_number = court_number
    return _open(case, "register_and_direct", RoundKind.DELEGATED, by=by, centre=_centre(centre_id), mediator_id=mediator_id, also=("court_number",))


@transaction.atomic
def entrust(case_id: int, *, by: Any, centre_id: int, mediator_id: int | None, summary: bool = False) -> Case:
    """Entrust a filed case to mediation (move 24); a suit in summary procedure leaves less time (规则 24)."""
    case = lock(case_id)
    procedure = "summary" if summary else ""
    return _open(case, "entrust", RoundKind.ENTRUSTED, by=by, centre=_centre(centre_id), mediator_id=mediator_id, procedure=procedure)


def expire(case: Case) -> None:
    """The period of the round is over: the attempt ends, the case stays and the applicant chooses (规则 24, 25(6)). The caller holds the lock."""
    attempt = case.open_round
    if attempt is not None:
        end(case, attempt, RoundState.EXPIRED, EndReason.EXPIRED, "round_expired", by=SYSTEM)


@transaction.atomic
def reply(party_id: int, *, answer: str, words: str = "", by: Any, way: str = Way.SELF) -> Case:
    """A party answers the invitation to the round in question; silence decides nothing, a refusal ends nothing by itself."""
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    party = next(p for p in case.parties.all() if p.pk == party_id)
    if answer not in Answer.values:
        raise Invalid(_("Please choose one of the four answers."))
    himself = by is None or party.acted_by(by.pk) or party.user_id == by.pk
    if not himself and not STAFF.test(by, case):
        raise WrongPerson(_("Everybody decides for themselves."))
    if himself != (way == Way.SELF) or way not in Way.values:
        raise Invalid(_("Please say how this person said it."), fields={"way": [_("Please choose one.")]})
    if not himself and Consent.objects.filter(party=party, purpose=Purpose.ASSISTED, withdrawn_at__isnull=False).exists():
        raise WrongPerson(_("This person took back the consent that somebody at the centre enters something for them."))
    if not case.is_mediable:
        raise WrongMoment(_("This case is closed for answers. It is at: %(stage)s.") % {"stage": case.get_stage_display()})
    at = clock.now()
    number = case.round_in_question
    party.answered, party.answered_round, party.answered_words = answer, number, words[:1000]
    party.save(update_fields=["answered", "answered_round", "answered_words"])
    Reply.objects.create(party=party, round_number=number, answer=answer, words=words[:1000], text_version=CONSENT_TEXT_VERSION, way=way, entered_by=None if himself else by, at=at)
    facts = {"round": number} if himself else {"round": number, "party": party.pk, "way": way}
    role = party.side if himself else record.role_of(by, case)
    record.record(case, f"answered_{answer}", by=by, at=at, role=role, law="规则 4, 15", facts=facts)
    if case.open_round is not None:
        go_on_with_consent(case, case.open_round)
    return case


@transaction.atomic
def begin_talks(case_id: int, *, by: User) -> Case:
    """The first sitting is held: the round is in progress. Consent of both sides comes first (规则 4)."""
    case = lock(case_id)
    attempt = case.open_round
    if attempt is None or attempt.mediator_id != by.pk:
        raise WrongPerson(_("Only the mediator of this round can open the talks."))
    if attempt.state in (RoundState.IN_PROGRESS, RoundState.SIGNING):
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
    if reason not in dict(reasons_on(EndReason, timezone.localdate())) or reason == EndReason.AGREED:
        raise Invalid(_("Please choose a reason."), fields={"reason": [_("Please choose a reason.")]})
    if reason == EndReason.UNREACHABLE and (missing := tried_too_little(case)):
        raise FactsMissing(missing)
    end(case, attempt, RoundState.FAILED, reason, "round_closed", by=by)
    return case


def _open(case: Case, name: str, kind: RoundKind, *, by: Any, centre: Centre, mediator_id: int | None, procedure: str = "", why: str = "", also: tuple[str, ...] = ()) -> Case:
    """Make the move and open its round: a mediator is asked at once, or the sides choose together (规则 10)."""
    if case.open_round is not None:
        raise WrongMoment(_("The present mediation is still open. Close it first, with a reason."))
    number, at = case.round_in_question, clock.now()
    facts = {"round": number, "kind": str(kind), "centre": centre.pk, "mediator": mediator_id} | ({"override": why} if why else {})
    case = make_move(case, name, by=by, facts=facts, at=at, also=also)
    attempt = Round.objects.create(case=case, number=number, kind=kind, centre=centre, opened_at=at, choosing=mediator_id is None, procedure=procedure)
    case.latest_round = attempt
    case.rounds_allowed = case.rounds_allowed or policy_of(case, attempt).rounds
    case.save(update_fields=["latest_round", "rounds_allowed"])
    if mediator_id is None:
        clocks.stop(case, at=at, codes=("T-ACC",))
        clocks.start(case, "T-SEL", turn=Turn.PARTIES, at=at)
        return case
    attempt.mediator = eligible(case, centre.pk, mediator_id)
    advance(attempt, RoundState.AWAITING_MEDIATOR, "mediator")
    clocks.running(case, ("T-ACC",)).update(holder=attempt.mediator)
    return case


def _centre(centre_id: int) -> Centre:
    centre = Centre.objects.filter(pk=centre_id, kind=CentreKind.MEDIATION).first()
    if centre is None:
        raise Invalid(_("Please choose a mediation centre."), fields={"centre": [_("Please choose a mediation centre.")]})
    return centre
