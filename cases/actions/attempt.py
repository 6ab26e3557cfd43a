"""The steps of a round's small machine, shared by everything that moves it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock, news
from cases.actions import clocks, record
from cases.kinds import RoundKind, RoundState, Turn
from cases.models import Case, Round
from cases.round_flow import ROUND_EDGES
from mediation.people.models import User
from mediation.refusals import WrongMoment, WrongPerson

R = RoundState


def advance(attempt: Round, state: RoundState, *fields: str) -> None:
    """Take an edge of the round's small machine."""
    if (attempt.state, state) not in ROUND_EDGES:
        raise WrongMoment(_("This round is already at: %(state)s.") % {"state": attempt.get_state_display()})
    attempt.state = state
    attempt.save(update_fields=["state", *fields])
    if state == R.PROPOSED:  # the mediator is gone, and what was arranged with this one
        transaction.on_commit(lambda: news.touched.send(Case, case_id=attempt.case_id))


def own_round(case: Case, by: User, *states: RoundState) -> Round:
    """The open round that this person mediates, in one of these states (any, without states)."""
    attempt = case.open_round
    if attempt is None or attempt.mediator_id != by.pk:
        raise WrongPerson(_("Only the mediator of this round can do this."))
    if states and attempt.state not in states:
        raise WrongMoment(_("This round is already at: %(state)s.") % {"state": attempt.get_state_display()})
    return attempt


def namer(attempt: Round) -> Turn:
    """Whose turn it is to name a mediator: the court's for what it directed, otherwise the centre's (规则 10)."""
    return Turn.CLERK if attempt.kind in (RoundKind.DELEGATED, RoundKind.ENTRUSTED) else Turn.DISPATCHER


def go_on_with_consent(case: Case, attempt: Round) -> None:
    """Once every party has said yes to this round and to what its mediator disclosed, a time can be found (规则 4, 13, 15)."""
    if attempt.state != R.AWAITING_CONSENT or not all(p.consents_now for p in case.parties.all()):
        return
    if attempt.needs_waiver:
        waived = set(attempt.waivers.filter(mediator=attempt.mediator).values_list("party_id", flat=True))
        if any(p.pk not in waived for p in case.parties.all()):
            return
    advance(attempt, R.SCHEDULING)
    clocks.stop(case, at=clock.now(), codes=("T-CONSENT",))


def end(case: Case, attempt: Round, state: RoundState, reason: str, name: str, *, by: Any) -> None:
    """End the attempt without agreement and ask the applicant what comes next."""
    at = clock.now()
    attempt.end_reason, attempt.ended_at = reason, at
    advance(attempt, state, "end_reason", "ended_at")
    clocks.stop(case, at=at)
    clocks.start(case, "T-NEXT", turn=Turn.APPLICANT, at=at)
    step = record.record(case, name, by=by, at=at, reason=reason, law="PML 26; 规则 25", facts={"round": attempt.number})
    record.tell_about(case, step)
    transaction.on_commit(lambda: news.touched.send(Case, case_id=case.pk))
