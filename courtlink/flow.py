"""The filing's machine (domain table 6.4): one table for Python, for the database's trigger and for the docs."""

from itertools import pairwise

from courtlink.kinds import FilingKind
from courtlink.kinds import FilingState as S

FILING_STARTS = (S.DRAFT,)
FILING_EDGES = frozenset(
    {
        (S.DRAFT, S.SEALED),
        (S.SEALED, S.SUBMITTED),
        (S.SUBMITTED, S.RECEIVED),
        (S.SUBMITTED, S.FAILED),
        (S.FAILED, S.SUBMITTED),
        (S.RECEIVED, S.UNDER_REVIEW),
        (S.UNDER_REVIEW, S.ACCEPTED),
        (S.UNDER_REVIEW, S.RETURNED),
        (S.UNDER_REVIEW, S.REJECTED),
        (S.ACCEPTED, S.DECIDED),
        (S.DRAFT, S.WITHDRAWN),
        (S.SEALED, S.WITHDRAWN),
        (S.SUBMITTED, S.WITHDRAWN),
        (S.FAILED, S.WITHDRAWN),
        (S.RECEIVED, S.WITHDRAWN),
        (S.UNDER_REVIEW, S.WITHDRAWN),
        (S.ACCEPTED, S.WITHDRAWN),
    }
)
FILING_ENDS = (S.RETURNED, S.REJECTED, S.DECIDED, S.WITHDRAWN)
BEFORE_ACCEPTANCE = tuple(state for state in S if state not in (*FILING_ENDS, S.ACCEPTED))
ON_THE_WAY = (S.SEALED, S.SUBMITTED, S.FAILED)  # signed by the parties, not yet in the court's hands
AT_COURT = (S.RECEIVED, S.UNDER_REVIEW, S.ACCEPTED)
IN_HAND = (S.UNDER_REVIEW, S.ACCEPTED)  # a clerk or judge is at it
FORWARD = (S.SUBMITTED, S.RECEIVED, S.UNDER_REVIEW, S.ACCEPTED, S.DECIDED)
CAN_BE_TAKEN_BACK = tuple(source for source in S if (source, S.WITHDRAWN) in FILING_EDGES)


def can_be_taken_back(state: str, kind: str) -> bool:
    """Before the ruling (解释 357). An accepted suit is withdrawn at the court, which rules on it (CPL 148)."""
    return state in CAN_BE_TAKEN_BACK and (state, kind) != (S.ACCEPTED, FilingKind.LAWSUIT)


def way_to(source: str, target: str) -> list[str]:
    """The states that a court's word leads through, ending at `target`: a court may skip some. Empty when no way leads there."""
    way = [source]
    for state in _ahead(source):
        if (way[-1], target) in FILING_EDGES:
            break
        way.append(state)
    way.append(target)
    return way[1:] if all(edge in FILING_EDGES for edge in pairwise(way)) else []


def _ahead(source: str) -> tuple[str, ...]:
    """The main road from here on; what failed begins it anew, because it may have come there although no answer came back."""
    if source == S.FAILED:
        return FORWARD
    return FORWARD[FORWARD.index(S(source)) + 1 :] if source in FORWARD else ()
