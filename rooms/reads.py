"""Who reads what in a room."""

from typing import Any

from cases.kinds import Side
from cases.models import Case, Party
from rooms.models import Message, Sitting


def reader_of(user: Any, sitting: Sitting) -> str:
    """As whom this person sits here: "mediator", "applicant", "respondent", or "" for everybody else."""
    if sitting.round.mediator_id == user.pk:
        return "mediator"
    seat = next((p for p in Party.objects.of(user).filter(case=sitting.case_id) if p.acted_by(user.pk)), None)
    return seat.side if seat is not None and seat.side in Side.values else ""


def sitting_of(case: Case) -> Sitting | None:
    """The sitting of the latest round."""
    latest = case.latest_round
    return Sitting.objects.select_related("round").filter(round=latest).first() if latest else None


def since(sitting_id: int, reader: str, number: int, limit: int = 500) -> list[Message]:
    """What a reader does not have yet, in the reader's own numbering."""
    return list(Message.objects.filter(sitting=sitting_id).after(reader, number).select_related("author")[:limit])


def said_by(user: Any) -> list[dict[str, Any]]:
    """What this person said in rooms, for their own data."""
    rows = Message.objects.filter(author=user).select_related("sitting__case").order_by("at")
    return [{"case": m.sitting.case.number, "at": m.at, "to": m.audience, "kind": m.kind, "text": m.body} for m in rows]
