"""Between the hub and the database: fetch what is new and give it to those who are meant."""

import asyncio
from typing import Any

from channels.db import database_sync_to_async

from cases.models import Case
from rooms import wire
from rooms.hub import HUB
from rooms.models import Message, Sitting
from rooms.reads import reader_of, since, sitting_of


@database_sync_to_async
def seat(user: Any, number: str) -> tuple[int, str] | None:
    """The sitting of a case and as whom this person sits in it; None for strangers and rooms not open yet."""
    case = Case.objects.visible_to(user).select_related("latest_round").filter(number=number).first()
    sitting = sitting_of(case) if case else None
    reader = reader_of(user, sitting) if sitting else ""
    return (sitting.pk, reader) if sitting and reader else None


@database_sync_to_async
def fetch(sitting_id: int, reader: str, after: int) -> list[dict[str, Any]]:
    """What a reader does not have yet."""
    return [wire.said(message, reader) for message in since(sitting_id, reader, after)]


@database_sync_to_async
def sitting_state(sitting_id: int, reader: str) -> dict[str, Any]:
    """Joint talk or caucus, as this reader may know it."""
    return wire.state(Sitting.objects.get(pk=sitting_id), reader)


async def catch_up(sitting_id: int, reader: str) -> None:
    """Give this process's listeners of one kind what they do not have yet."""
    behind = HUB.behind(sitting_id, reader)
    if behind is not None:
        HUB.deliver(sitting_id, reader, await fetch(sitting_id, reader, behind))


async def hear(message: Message) -> None:
    """Give everybody here what was just said and stored; whoever lacks earlier words gets all of them from the database."""
    for reader in wire.READERS:
        if message.number_for(reader) is not None and not HUB.deliver(message.sitting_id, reader, [wire.said(message, reader)]):
            await catch_up(message.sitting_id, reader)


async def spread(sitting_id: int, *, state: bool = False) -> None:
    """Give everybody here what is new."""
    for reader in wire.READERS:
        await catch_up(sitting_id, reader)
        if state and HUB.behind(sitting_id, reader) is not None:
            HUB.tell(sitting_id, reader, await sitting_state(sitting_id, reader))


def wake(sitting_id: int, *, state: bool = False) -> None:
    """Tell the hub of this process from a page's thread; the two-second look serves the others."""
    if HUB.loop is not None:
        asyncio.run_coroutine_threadsafe(spread(sitting_id, state=state), HUB.loop)
