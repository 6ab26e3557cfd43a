"""Between the hub and the database: fetch what is new and give it to those who are meant."""

import asyncio
from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async

from cases import clock
from rooms import bus, wire
from rooms.actions import seats
from rooms.hub import HUB, NO_SEAT, Listener
from rooms.kinds import Engine
from rooms.media.mesh import Mesh
from rooms.media.port import Line, MediaPlane, Place
from rooms.models import Seat, Sitting
from rooms.reads.floor import floor
from rooms.reads.rights import seats_in
from rooms.reads.talk import since

CHANGED = 4409  # the seat is another one now: connect again
WAITING = ""  # the reader of somebody who is not let in yet: hears nothing
ANYBODY = (*wire.READERS, WAITING)


@dataclass(frozen=True, slots=True)
class Present:
    """A sitting as it stands, with the seats of those who have a right to one now."""

    sitting: Sitting
    seats: list[Seat]


def look_at(sitting_id: int) -> Present:
    """Ask the database."""
    return Present(Sitting.objects.get(pk=sitting_id), seats_in(sitting_id))


@database_sync_to_async
def arrive(listener: Listener) -> tuple[Present, list[wire.Spoken]]:
    """A page says hello: from now on its seat is there. How the room stands, and what this page does not have yet."""
    sitting = seats.appear(listener.sitting, listener.seat, listener.line)
    told = listener.reader != WAITING
    return Present(sitting, seats_in(sitting.pk)), since(listener.sitting, listener.reader, listener.number) if told else []


async def refresh(sitting_id: int) -> None:
    """Ask how the room stands, if anybody here wants to know."""
    if listeners := HUB.of(sitting_id, ANYBODY):
        await tell(await database_sync_to_async(look_at)(sitting_id), listeners)


async def tell(present: Present, listeners: list[Listener]) -> None:
    """Close the sockets of those who lost their seat, tell the others how the room stands, and let sound and picture follow.

    These are the listeners from before the question: who came since may have a seat that the answer does not know yet.
    """
    sitting, by_key, now = present.sitting, {seat.pk: seat for seat in present.seats}, clock.now()
    for listener in listeners:
        seat = by_key.get(listener.seat)
        if seat is None:
            await listener.outlet.drop(NO_SEAT)
        elif (seat.reader if seat.is_inside else WAITING) != listener.reader:
            await listener.outlet.drop(CHANGED)
        else:
            frame = wire.encode(floor(sitting, present.seats, seat, now))
            if hash(frame) != listener.told:
                listener.told = hash(frame)
                listener.outlet.push(frame)
    await _arrange(present)


async def _arrange(present: Present) -> None:
    """Have the engine make its links equal to the zones."""
    sitting = present.sitting
    places = {s.number: Place(s.zone(sitting.talk), s.rung, s.line, s.muted_at is not None) for s in present.seats}
    lines = {r.place: line_of(r) for r in HUB.of(sitting.pk, wire.READERS) if r.line and r.place in places and r.line == places[r.place].line}
    ENGINES[sitting.pk] = sitting.engine
    await plane_of(sitting.pk).arrange(sitting.pk, places, lines)


async def silence(listener: Listener) -> None:
    """A page has gone: its sound and picture end, and a room without pages here is forgotten."""
    plane = plane_of(listener.sitting)
    await plane.leave(line_of(listener))
    if not HUB.sittings.get(listener.sitting):
        await plane.arrange(listener.sitting, {}, {})
        ENGINES.pop(listener.sitting, None)


def line_of(listener: Listener) -> Line:
    """A page, as an engine for voice and picture sees it."""
    return Line(listener.sitting, listener.place, listener.line, listener.tell)


async def catch_up(sitting_id: int, reader: str) -> None:
    """Give this process's listeners of one kind what they do not have yet."""
    behind = HUB.behind(sitting_id, reader)
    if behind is not None:
        HUB.deliver(sitting_id, reader, await database_sync_to_async(since)(sitting_id, reader, behind), from_store=True)


async def hear(said: wire.Spoken) -> None:
    """Give everybody what was just said and stored; whoever lacks earlier words gets all of them from the database."""
    for reader in wire.READERS:
        if said.number_for(reader) is not None and not HUB.deliver(said.sitting, reader, [said]):
            await catch_up(said.sitting, reader)
    await bus.call({"kind": "news", "sitting": said.sitting})


async def stir(sitting_id: int) -> None:
    """Something about the room has changed: tell everybody, here and in other processes."""
    await refresh(sitting_id)
    await bus.call({"kind": "news", "sitting": sitting_id})


async def news(sitting_id: int) -> None:
    """Another process says that something happened."""
    if HUB.sittings.get(sitting_id):
        for reader in wire.READERS:
            await catch_up(sitting_id, reader)
        await refresh(sitting_id)


async def pass_on(sitting: int, place: int, frame: dict[str, Any]) -> None:
    """Bring a description to the page of a seat, wherever it is."""
    if not pass_on_here(sitting, place, frame):
        await bus.call({"kind": "signal", "sitting": sitting, "place": place, "frame": frame})


def pass_on_here(sitting: int, place: int, frame: dict[str, Any]) -> bool:
    """Bring it to the pages of this process; False when there is none."""
    pages = [listener for listener in HUB.of(sitting, wire.READERS) if listener.place == place and listener.line]
    for page in pages:
        page.tell(frame)
    return bool(pages)


async def called(event: dict[str, Any]) -> None:
    """What came over the bus."""
    if event["kind"] == "signal":
        pass_on_here(event["sitting"], event["place"], event["frame"])
    elif event["kind"] == "panel":
        turn_here(event["sitting"], event["panel"], tuple(event["readers"]))
    else:
        await news(event["sitting"])


def wake(sitting_id: int) -> None:
    """Have the hubs look at once, from a page's thread."""
    if HUB.loop is not None and HUB.sittings.get(sitting_id):
        asyncio.run_coroutine_threadsafe(news(sitting_id), HUB.loop)
    bus.call_from_a_page({"kind": "news", "sitting": sitting_id})


def turn_page(sitting_id: int, panel: str, readers: tuple[str, ...] = wire.READERS) -> None:
    """Have these readers' pages fetch a panel of the room again, from a page's thread; only the name of the panel travels."""
    if HUB.loop is not None and HUB.sittings.get(sitting_id):
        HUB.loop.call_soon_threadsafe(turn_here, sitting_id, panel, readers)
    bus.call_from_a_page({"kind": "panel", "sitting": sitting_id, "panel": panel, "readers": list(readers)})


def turn_here(sitting_id: int, panel: str, readers: tuple[str, ...]) -> None:
    """The same, for the pages of this process."""
    for listener in HUB.of(sitting_id, readers):
        listener.tell({"type": "panel", "panel": panel})


PLANES: dict[str, MediaPlane] = {Engine.MESH: Mesh(pass_on)}
ENGINES: dict[int, str] = {}  # of the sittings that this process has told of


def plane_of(sitting_id: int) -> MediaPlane:
    """What carries voice and picture in a sitting now."""
    return PLANES[ENGINES.get(sitting_id, Engine.MESH)]
