"""What a sending system may know of its dispute: where it stands and what came of it, in codes. Never names, words, papers or amounts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from cases.flow import ENDS
from cases.kinds import Stage, Turn
from cases.models import Case, Deadline, Sender, Ticket
from cases.reads.turn import deadline_of, turn_of

CLOSED = ENDS | {Stage.FILED}  # where mediation has a result for whoever sent it


@dataclass(frozen=True, slots=True)
class Result:
    """How it ended, and the coded reason where there is one."""

    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A ticket now; `case` is the one in which the dispute is gone on with."""

    ticket: Ticket
    case: Case
    turn: Turn
    deadline: Deadline | None
    moved_at: datetime
    result: Result | None


def progress_of(sender: Sender, reference: str) -> Progress | None:
    """The ticket with this number, for the system that sent it; nobody else's."""
    ticket = Ticket.objects.select_related("case").filter(sender=sender, reference=reference).first()
    if ticket is None:
        return None
    case = Case.objects.select_related("latest_round").get(pk=ticket.case.joined_to_id or ticket.case_id)
    moved = case.steps.exclude(from_stage=F("to_stage")).latest("seq")
    result = Result(case.stage, moved.reason) if case.stage in CLOSED else None
    return Progress(ticket, case, turn_of(case), deadline_of(case), moved.at, result)
