"""Who mediates a round: chosen by both sides or appointed, accepting with a disclosure, objected to, replaced."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.attempt import advance, go_on_with_consent, namer, own_round
from cases.actions.move import lock
from cases.kinds import Disclosure, Ground, RoundState, Turn, Verdict
from cases.models import Case, Choice, Objection, Party, Round, Waiver, reasons_on
from cases.reads.mediators import assignable
from cases.reads.policy import policy_of
from cases.reads.roles import seat_of
from cases.rules import names_mediator
from mediation.people.models import User
from mediation.people.roles import SYSTEM
from mediation.refusals import Invalid, WrongMoment, WrongPerson

WAIVER_TEXT_VERSION = "2026-11"  # templates/cases/round.html: what a party reads before keeping the mediator
R = RoundState
CAN_BE_REPLACED = (R.AWAITING_MEDIATOR, R.AWAITING_CONSENT, R.SCHEDULING, R.IN_PROGRESS)


def eligible(case: Case, centre_id: int, mediator_id: int | None) -> User:
    """The mediator with this key, when nothing speaks against it; Invalid otherwise."""
    person = next((u for u in assignable(centre_id=centre_id, case=case) if u.pk == mediator_id), None)
    if person is None:
        raise Invalid(
            _("This mediator cannot take the case (not on this centre's list, or already involved)."),
            fields={"mediator": [_("Please choose another mediator.")]},
        )
    return person


@transaction.atomic
def take(case_id: int, *, by: User, disclosure: str = Disclosure.NONE, words: str = "") -> Case:
    """The mediator says how they stand to the people in the case, and accepts; the clock of the round starts (规则 12, 13, 24)."""
    case = lock(case_id)
    attempt, at = own_round(case, by, R.AWAITING_MEDIATOR), clock.now()
    if disclosure not in Disclosure.values:
        raise Invalid(_("Please say first whether you have any relation to the case."), fields={"disclosure": [_("Please choose one.")]})
    if disclosure != Disclosure.NONE and not words.strip():
        raise Invalid(_("Please say in a few words what the relation is: the parties decide with it."), fields={"words": [_("Please say what the relation is.")]})
    fresh = attempt.accepted_at is None
    attempt.accepted_at, attempt.disclosure, attempt.disclosed = attempt.accepted_at or at, disclosure, words.strip()[:500]
    advance(attempt, R.AWAITING_CONSENT, "accepted_at", "disclosure", "disclosed")
    clocks.stop(case, at=at, codes=("T-ACC",))
    if fresh:  # another mediator of the same round goes on with its clock
        clocks.start(case, policy_of(case, attempt).period, turn=Turn.MEDIATOR, at=at)
    else:
        clocks.running(case, (policy_of(case, attempt).period,)).update(holder=by)
    step = record.record(case, "mediator_accepted", by=by, at=at, law="规则 12, 13", facts={"round": attempt.number, "disclosure": disclosure})
    go_on_with_consent(case, attempt)
    if attempt.state == R.AWAITING_CONSENT:
        clocks.start(case, "T-CONSENT", turn=Turn.PARTIES, at=at)
        if attempt.needs_waiver:
            record.tell_about(case, step)
    return case


@transaction.atomic
def hand_back(case_id: int, *, by: User) -> Case:
    """The appointed mediator cannot take the case: the round waits for another one (规则 12)."""
    case = lock(case_id)
    release(case, own_round(case, by, R.AWAITING_MEDIATOR), "mediator_declined", by=by)
    return case


def release_silent(case: Case) -> None:
    """The appointed mediator said nothing in time: another one is to be named (规则 12). The caller holds the lock."""
    attempt = case.open_round
    if attempt is not None and attempt.state == R.AWAITING_MEDIATOR:
        release(case, attempt, "mediator_silent", by=SYSTEM)


def release(case: Case, attempt: Round, name: str, *, by: Any) -> None:
    """Take the mediator off the round: the seat and every access with it end at once; another one is to be named."""
    at = clock.now()
    step = record.record(case, name, by=by, at=at, law="规则 12, 14", facts={"round": attempt.number})
    attempt.mediator, attempt.disclosure, attempt.disclosed = None, "", ""
    advance(attempt, R.PROPOSED, "mediator", "disclosure", "disclosed")
    attempt.choices.all().delete()
    clocks.stop(case, at=at, codes=("T-ACC", "T-CONSENT"))
    clocks.running(case).filter(holder__isnull=False).update(holder=None)
    clocks.start(case, "T-APPT", turn=namer(attempt), at=at)
    record.tell_about(case, step)


@transaction.atomic
def appoint(case_id: int, *, by: Any, mediator_id: int) -> Case:
    """Name the mediator of a round that waits for one (规则 10)."""
    case = lock(case_id)
    attempt = case.open_round
    if attempt is None or attempt.state != R.PROPOSED:
        raise WrongMoment(_("This round already has a mediator."))
    if not names_mediator.test(by, case):
        raise WrongPerson(_("Only the centre can name the mediator."))
    ask(case, attempt, eligible(case, attempt.centre_id, mediator_id), "mediator_appointed", by=by)
    return case


def ask(case: Case, attempt: Round, person: User, name: str, *, by: Any) -> None:
    """Put the round to a mediator, who has three working days to say yes (规则 12)."""
    at = clock.now()
    attempt.mediator, attempt.choosing = person, False
    advance(attempt, R.AWAITING_MEDIATOR, "mediator", "choosing")
    clocks.stop(case, at=at, codes=("T-SEL", "T-APPT"))
    clocks.start(case, "T-ACC", turn=Turn.MEDIATOR, at=at)
    step = record.record(case, name, by=by, at=at, law="规则 10", facts={"round": attempt.number, "mediator": person.pk})
    record.tell_about(case, step)


@transaction.atomic
def choose(party_id: int, *, by: User, mediator_id: int) -> Case:
    """A party names the mediator it would like; when both sides name the same person, that person is asked (规则 10; PML 23)."""
    case, party = _seat(party_id, by)
    attempt = case.open_round
    if attempt is None or attempt.state != R.PROPOSED or not attempt.choosing:
        raise WrongMoment(_("The mediator of this round is not open to choice now."))
    person, at = eligible(case, attempt.centre_id, mediator_id), clock.now()
    Choice.objects.update_or_create(round=attempt, party=party, defaults={"mediator": person, "at": at})
    record.record(case, "mediator_wished", by=by, at=at, role=party.side, law="规则 10", facts={"round": attempt.number, "mediator": person.pk})
    wishes = dict(attempt.choices.values_list("party_id", "mediator_id"))
    sides = {p.side for p in case.parties.all() if wishes.get(p.pk) == person.pk}
    if len(sides) == len({p.side for p in case.parties.all()}) and set(wishes.values()) == {person.pk}:
        ask(case, attempt, person, "mediator_chosen", by=by)
    return case


def choice_over(case: Case) -> None:
    """The two working days are over without a common choice: the centre or the court names the mediator (规则 10). The caller holds the lock."""
    attempt, at = case.open_round, clock.now()
    if attempt is None or attempt.state != R.PROPOSED or not attempt.choosing:
        return
    attempt.choosing = False
    attempt.save(update_fields=["choosing"])
    clocks.stop(case, at=at, codes=("T-SEL",))
    clocks.start(case, "T-APPT", turn=namer(attempt), at=at)
    step = record.record(case, "mediator_not_chosen", by=SYSTEM, at=at, law="规则 10", facts={"round": attempt.number})
    record.tell_about(case, step)


@transaction.atomic
def waive(party_id: int, *, by: User) -> Case:
    """A party keeps the mediator in spite of what was disclosed (规则 13)."""
    case, party = _seat(party_id, by)
    attempt = case.open_round
    if attempt is None or attempt.mediator is None or not attempt.needs_waiver:
        raise WrongMoment(_("There is nothing to decide about the mediator now."))
    at = clock.now()
    _row, fresh = Waiver.objects.get_or_create(round=attempt, party=party, mediator=attempt.mediator, defaults={"at": at, "text_version": WAIVER_TEXT_VERSION})
    if fresh:
        record.record(case, "mediator_kept", by=by, at=at, role=party.side, law="规则 13", facts={"round": attempt.number})
    go_on_with_consent(case, attempt)
    return case


@transaction.atomic
def object_to(party_id: int, *, by: User, ground: str, words: str = "", instead: int | None = None) -> Objection:
    """A party asks for another mediator. Whoever had one replaced already must name another one, or say no to mediation (规则 14)."""
    case, party = _seat(party_id, by)
    attempt = case.open_round
    if attempt is None or attempt.mediator is None or attempt.state not in CAN_BE_REPLACED:
        raise WrongMoment(_("There is no mediator to object to now."))
    if attempt.objected:
        raise WrongMoment(_("An objection is being decided already."))
    if ground not in dict(reasons_on(Ground, timezone.localdate())):
        raise Invalid(_("Please choose a reason."), fields={"ground": [_("Please choose a reason.")]})
    if instead is None and attempt.objections.filter(party=party, verdict=Verdict.SUSTAINED).exists():
        raise Invalid(
            _("The mediator was changed for you once already. Please name the one you want, or say that you do not want mediation."), fields={"instead": [_("Please name one.")]}
        )
    at = clock.now()
    # Ground and words stay with whoever decides: the time line says only that somebody asked.
    objection = Objection.objects.create(
        round=attempt,
        party=party,
        mediator=attempt.mediator,
        instead=eligible(case, attempt.centre_id, instead) if instead else None,
        ground=ground,
        words=words.strip()[:1000],
        raised_at=at,
    )
    attempt.objected = True
    attempt.save(update_fields=["objected"])
    clocks.start(case, "T-OBJECT", turn=namer(attempt), at=at)
    step = record.record(case, "mediator_objected", by=by, at=at, role=party.side, law="特邀 15; 规则 14", facts={"round": attempt.number})
    record.tell_about(case, step)
    return objection


@transaction.atomic
def decide_objection(objection_id: int, *, by: User, sustain: bool, reason: str = "") -> Case:
    """The centre, or the court in what it directed, replaces the mediator or keeps them, with a reason (特邀 15)."""
    row = Objection.objects.select_related("round").get(pk=objection_id)
    case = lock(row.round.case_id)
    objection, attempt = Objection.objects.select_related("instead").get(pk=objection_id), case.open_round
    if objection.verdict != Verdict.OPEN or attempt is None or attempt.pk != row.round_id:
        raise WrongMoment(_("This objection is decided already."))
    if not names_mediator.test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if not sustain and not reason.strip():
        raise Invalid(_("Please give the reason: the party reads it."), fields={"reason": [_("Please give the reason.")]})
    at = clock.now()
    objection.verdict, objection.reason = Verdict.SUSTAINED if sustain else Verdict.OVERRULED, reason.strip()[:1000]
    objection.decided_by, objection.decided_at = by, at
    objection.save(update_fields=["verdict", "reason", "decided_by", "decided_at"])
    attempt.objected = False
    attempt.save(update_fields=["objected"])
    clocks.stop(case, at=at, codes=("T-OBJECT",))
    if sustain:
        _replace(case, attempt, objection, by=by)
    else:
        step = record.record(case, "objection_overruled", by=by, at=at, law="特邀 15", facts={"round": attempt.number})
        record.tell_about(case, step)
    return case


def _replace(case: Case, attempt: Round, objection: Objection, *, by: User) -> None:
    if attempt.state in CAN_BE_REPLACED and attempt.mediator_id == objection.mediator_id:
        release(case, attempt, "mediator_replaced", by=by)
    if objection.instead is not None and attempt.state == R.PROPOSED:
        ask(case, attempt, objection.instead, "mediator_appointed", by=by)


@transaction.atomic
def replace(case_id: int, *, by: User) -> Case:
    """The centre takes a mediator off a round who cannot go on (ill, away, moved)."""
    case = lock(case_id)
    attempt = case.open_round
    if not names_mediator.test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if attempt is None or attempt.mediator is None or attempt.state not in CAN_BE_REPLACED:
        raise WrongMoment(_("There is no mediator to replace now."))
    release(case, attempt, "mediator_replaced", by=by)
    return case


def _seat(party_id: int, by: User) -> tuple[Case, Party]:
    """Lock the case of a party, and see that the party itself acts."""
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    party = next(p for p in case.parties.all() if p.pk == party_id)
    seat = seat_of(by, case)
    if seat is None or seat.pk != party.pk:
        raise WrongPerson(_("Everybody decides for themselves."))
    return case, party
