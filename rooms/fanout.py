"""Between the hub and the database: fetch what is new and give it to those who are meant."""

import asyncio
from typing import Any

from channels.db import database_sync_to_async

from cases.models import Case, Party
from mediation.people.models import User
from mediation.people.roles import Role
from rooms import wire
from rooms.hub import HUB, NO_SEAT
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


@database_sync_to_async
def present(sitting_id: int) -> tuple[Sitting, dict[int, str]]:
    """The sitting as it stands, and who has which seat in it now."""
    sitting = Sitting.objects.select_related("round").get(pk=sitting_id)
    parties = list(Party.objects.filter(case=sitting.case_id))
    active = set(User.objects.filter(is_active=True, pk__in={pk for p in parties for pk in (p.user_id, *p.agents) if pk}).values_list("pk", flat=True))
    seats = {pk: p.side for p in parties for pk in (p.user_id, *p.agents) if pk in active and p.acted_by(pk)}
    attempt = sitting.round
    if attempt.mediator_id and User.objects.at_post(role=Role.MEDIATOR, centre_id=attempt.centre_id).filter(pk=attempt.mediator_id).exists():
        seats[attempt.mediator_id] = "mediator"
    return sitting, seats


async def look(sitting_id: int) -> None:
    """Close the sockets of those who lost their seat, and give the others what other processes said and decided."""
    sitting, seats = await present(sitting_id)
    for listener in HUB.of(sitting_id):
        if seats.get(listener.user) != listener.reader:
            await listener.drop(NO_SEAT)
    for reader in wire.READERS:
        behind = HUB.behind(sitting_id, reader)
        if behind is not None and behind < getattr(sitting, f"said_{reader}"):
            await catch_up(sitting_id, reader)
    tell_state(sitting)


def tell_state(sitting: Sitting) -> None:
    """Tell everybody here whether the mediator talks with one side, when that has changed."""
    if HUB.states.get(sitting.pk) == sitting.caucus:
        return
    HUB.states[sitting.pk] = sitting.caucus
    for reader in wire.READERS:
        HUB.tell(sitting.pk, reader, wire.state(sitting, reader))


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


def wake(sitting_id: int) -> None:
    """Have the hub of this process look at once, from a page's thread; the others look within a second."""
    if HUB.loop is not None and HUB.of(sitting_id):
        asyncio.run_coroutine_threadsafe(look(sitting_id), HUB.loop)
