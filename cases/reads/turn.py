"""Whose turn it is, in words."""

from cases.kinds import RoundState, Stage, Turn
from cases.models import Case
from cases.stages import TURN

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
    return TURN[Stage(case.stage)]
