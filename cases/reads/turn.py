"""Whose turn it is, and by when."""

from cases.kinds import RoundState, Stage, Turn
from cases.models import Case, Deadline
from cases.stages import STAFF_CLOCKS, TURN

MEDIATING = (Stage.FIRST_MEDIATION, Stage.SECOND_MEDIATION, Stage.DIRECTED_MEDIATION)


def turn_of(case: Case) -> Turn:
    """The one who has to act next: the stage says it, the open round says it more exactly."""
    if case.stage in MEDIATING:
        attempt = case.open_round
        if attempt is None:
            return Turn.APPLICANT
        if attempt.state == RoundState.PROPOSED:
            return Turn.DISPATCHER
        if attempt.state == RoundState.AWAITING_CONSENT:
            return Turn.RESPONDENT
        if attempt.state == RoundState.SIGNING:
            return Turn.PARTIES
    if case.stage == Stage.FAILED and case.deadlines.filter(closed_at=None, turn=Turn.CLERK).exists():
        return Turn.CLERK  # a lawsuit is at the court
    return TURN[Stage(case.stage)]


def deadline_of(case: Case) -> Deadline | None:
    """The nearest clock that everybody in the case may know; the centre's own promises and the court's enforcement are not among them."""
    return case.deadlines.filter(closed_at=None).exclude(period__code__in=STAFF_CLOCKS).select_related("period").first()
