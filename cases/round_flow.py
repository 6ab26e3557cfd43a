"""The small machine of a round: one mediation attempt (domain table 6.3)."""

from cases.kinds import ROUND_ENDS, RoundState

R = RoundState
OPEN = tuple(state for state in R if state not in ROUND_ENDS)
ROUND_STARTS = (R.PROPOSED,)
ROUND_EDGES: frozenset[tuple[RoundState, RoundState]] = frozenset(
    {
        (R.PROPOSED, R.AWAITING_MEDIATOR),
        (R.AWAITING_MEDIATOR, R.AWAITING_CONSENT),
        (R.AWAITING_MEDIATOR, R.PROPOSED),
        (R.AWAITING_CONSENT, R.SCHEDULING),
        (R.AWAITING_CONSENT, R.PROPOSED),
        (R.SCHEDULING, R.IN_PROGRESS),
        (R.SCHEDULING, R.PROPOSED),
        (R.IN_PROGRESS, R.PAUSED),
        (R.IN_PROGRESS, R.PROPOSED),
        (R.IN_PROGRESS, R.SIGNING),
        (R.PAUSED, R.IN_PROGRESS),
        (R.SIGNING, R.IN_PROGRESS),
        (R.SIGNING, R.AGREED),
        *((state, end) for state in OPEN for end in (R.FAILED, R.EXPIRED, R.WITHDRAWN)),
    }
)
