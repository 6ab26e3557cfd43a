"""Everything one reader sees of one case: the page and the API show the same."""

from dataclasses import dataclass
from typing import Any

from cases.kinds import Turn
from cases.models import Case, Deadline, Party
from cases.reads.documents import Document, documents_of
from cases.reads.offers import Offers, offers_for
from cases.reads.roles import audiences_of, role_of, seat_of
from cases.reads.timeline import Happening, timeline
from cases.reads.turn import turn_of
from cases.stages import SERVICE_CLOCKS


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
    documents: list[Document]


def page_of(user: Any, case: Case) -> CasePage:
    """Collect it; the case comes from `for_reading`."""
    audiences = audiences_of(user, case)
    return CasePage(
        case=case,
        role=role_of(user, case),
        seat=seat_of(user, case),
        turn=turn_of(case),
        deadline=case.deadlines.filter(closed_at=None).exclude(period__code__in=SERVICE_CLOCKS).select_related("period").first(),
        offers=offers_for(user, case),
        steps=timeline(case, audiences),
        documents=documents_of(case, audiences),
    )
