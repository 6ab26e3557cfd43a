"""What was said in a room, for one reader."""

from typing import Any

from rooms.models import Message
from rooms.wire import Spoken


def since(sitting_id: int, reader: str, number: int, limit: int = 500) -> list[Spoken]:
    """What a reader does not have yet, in the reader's own numbering."""
    return Message.objects.filter(sitting=sitting_id).after(reader, number)[:limit].spoken()


def said_by(user: Any) -> list[dict[str, Any]]:
    """What this person said in rooms, for their own data."""
    rows = Message.objects.filter(author=user).select_related("sitting__case").order_by("at")
    return [{"case": m.sitting.case.number, "at": m.at, "to": m.audience, "kind": m.kind, "text": m.body} for m in rows]
