"""The time of a round: more of it when everybody agrees, none of it while an appraisal is waited for."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.attempt import advance, own_round
from cases.actions.move import lock
from cases.kinds import PauseReason, RoundState
from cases.models import Case, Extension, Party, Round
from cases.reads.policy import policy_of
from cases.reads.roles import seat_of
from cases.rules import is_clerk, is_its_mediator
from mediation.people.models import User
from mediation.refusals import WrongMoment, WrongPerson

R = RoundState


@transaction.atomic
def ask_extension(case_id: int, *, by: User) -> Extension:
    """The mediator or a party asks for more time; it is given when every party says yes on record (规则 24)."""
    case = lock(case_id)
    attempt, seat = case.open_round, seat_of(by, case)
    if seat is None and not is_its_mediator.test(by, case):
        raise WrongPerson(_("Only the parties and their mediator can ask for more time."))
    if attempt is None or not clocks.running(case, (policy_of(case, attempt).period,)).exists():
        raise WrongMoment(_("No period is running that could be extended."))
    policy = policy_of(case, attempt)
    if attempt.extending:
        raise WrongMoment(_("An extension waits for consent already."))
    if attempt.extensions >= policy.extensions:
        raise WrongMoment(_("This mediation was extended as often as the rules allow."))
    at = clock.now()
    extension = Extension.objects.create(round=attempt, days=policy.extension_days, asked_by=by, asked_at=at)
    attempt.extending = True
    attempt.save(update_fields=["extending"])
    step = record.record(case, "extension_asked", by=by, at=at, law="规则 24", facts={"round": attempt.number, "days": extension.days})
    record.tell_about(case, step)
    if seat is not None:
        _agree(case, attempt, extension, seat, by=by)
    return extension


@transaction.atomic
def answer_extension(case_id: int, *, by: User, yes: bool) -> Case:
    """A party says yes or no to more time; one no is enough, and ends nothing else."""
    case = lock(case_id)
    attempt, seat = case.open_round, seat_of(by, case)
    if seat is None:
        raise WrongPerson(_("Everybody decides for themselves."))
    extension = attempt.extensions_asked.filter(granted_at=None, refused_at=None).first() if attempt else None
    if attempt is None or extension is None:
        raise WrongMoment(_("No extension is being asked for."))
    if yes:
        _agree(case, attempt, extension, seat, by=by)
    else:
        _close(attempt, extension, "refused_at")
        record.record(case, "extension_refused", by=by, at=clock.now(), role=seat.side, law="规则 24", facts={"round": attempt.number})
    return case


def _agree(case: Case, attempt: Round, extension: Extension, seat: Party, *, by: Any) -> None:
    extension.agreed.add(seat)
    at = clock.now()
    record.record(case, "extension_agreed", by=by, at=at, role=seat.side, law="规则 24", facts={"round": attempt.number})
    agreed = set(extension.agreed.values_list("pk", flat=True))
    if any(party.pk not in agreed for party in case.parties.all()):
        return
    for deadline in clocks.running(case, (policy_of(case, attempt).period,)).select_related("period", "case"):
        deadline.extra += extension.days
        clocks.recount(deadline, at=at)
    attempt.extensions += 1
    attempt.save(update_fields=["extensions"])
    _close(attempt, extension, "granted_at")
    step = record.record(case, "round_extended", by=by, at=at, role=seat.side, law="规则 24", facts={"round": attempt.number, "days": extension.days})
    record.tell_about(case, step)


def _close(attempt: Round, extension: Extension, moment: str) -> None:
    setattr(extension, moment, clock.now())
    extension.save(update_fields=[moment])
    attempt.extending = False
    attempt.save(update_fields=["extending"])


@transaction.atomic
def pause(case_id: int, *, by: User) -> Case:
    """An appraisal is waited for: the period of the round stands still (规则 26; 医疗条例 38)."""
    case = lock(case_id)
    attempt = own_round(case, by, R.IN_PROGRESS)
    at = clock.now()
    advance(attempt, R.PAUSED)
    clocks.pause(case, (policy_of(case, attempt).period,), reason=PauseReason.APPRAISAL, by=by, at=at)
    step = record.record(case, "round_paused", by=by, at=at, reason=PauseReason.APPRAISAL, law="规则 26", facts={"round": attempt.number})
    record.tell_about(case, step)
    return case


@transaction.atomic
def resume(case_id: int, *, by: User) -> Case:
    """The talks go on; the days of the appraisal were not counted. The court's clerk may say so too."""
    case = lock(case_id)
    attempt = case.open_round
    if not (is_its_mediator | is_clerk).test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if attempt is None or attempt.state != R.PAUSED:
        raise WrongMoment(_("Nothing stands still now."))
    at = clock.now()
    advance(attempt, R.IN_PROGRESS)
    clocks.resume(case, at=at)
    step = record.record(case, "round_resumed", by=by, at=at, law="规则 26", facts={"round": attempt.number})
    record.tell_about(case, step)
    return case
