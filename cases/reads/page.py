"""Everything one reader sees of one case: the page and the API show the same."""

from dataclasses import dataclass
from typing import Any

from cases.kinds import Turn
from cases.models import Case, Deadline, Party
from cases.reads.documents import Document, documents_of
from cases.reads.offers import Offers, offers_for
from cases.reads.roles import audiences_of, role_of, seat_of
from cases.reads.timeline import Happening, timeline
from cases.reads.turn import deadline_of, turn_of

NEWEST, ALL = 20, 1000  # happenings shown at first, and when somebody asks for the whole story


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as one reader may see it now."""

    case: Case
    role: str
    seat: Party | None
    turn: Turn
    deadline: Deadline | None
    offers: Offers
    steps: list[Happening]
    more_steps: bool
    documents: list[Document]


def page_of(user: Any, case: Case, *, newest: int = NEWEST) -> CasePage:
    """Collect it, with the newest happenings; the case comes from `for_reading`."""
    audiences = audiences_of(user, case)
    steps = timeline(case, audiences, newest=newest + 1)
    return CasePage(
        case=case,
        role=role_of(user, case),
        seat=seat_of(user, case),
        turn=turn_of(case),
        deadline=deadline_of(case),
        offers=offers_for(user, case),
        steps=steps[:newest],
        more_steps=len(steps) > newest,
        documents=documents_of(case, audiences),
    )
