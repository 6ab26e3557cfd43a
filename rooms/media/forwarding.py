"""Through the media server: each page sends once and gets one connection for everybody it may hear.

A caucus changes who is given to whom, at the server; a page is given nothing that the rule of zones does not allow.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings

from rooms.kinds import SOUNDING, Engine
from rooms.media import control
from rooms.media.janus import Janus, JanusError, Session
from rooms.media.peer import Peer, feed_of
from rooms.media.port import Line, Places, may_hear

Lost = Callable[[list[int]], Awaitable[None]]  # these sittings have no media server any more


@dataclass(slots=True)
class Hall:
    """A sitting at the media server, as far as this process has pages in it."""

    sitting: int
    places: Places = field(default_factory=dict)
    peers: dict[str, Peer] = field(default_factory=dict)  # by the name of the line
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    doorkeeper: Session | None = None


class Forwarding:
    """The engine above three seats and for recordings. `lost` is told which sittings have to go on without it."""

    engine: str = Engine.SFU

    def __init__(self, lost: Lost) -> None:
        self.lost = lost
        self.halls: dict[int, Hall] = {}
        self.janus: Janus | None = None
        self.connecting: asyncio.Lock | None = None
        self.farewells: set[asyncio.Task[None]] = set()

    async def hear(self, line: Line, leg: str, body: dict[str, Any]) -> None:
        """Keep a signal for the task of its page; one that has no place yet waits for it."""
        if leg in ("up", "down"):
            self._peer(line).put(leg, body)

    async def arrange(self, sitting: int, places: Places, lines: Mapping[int, Line]) -> None:
        """Let in and put out this process's pages, and have everybody's links follow the zones."""
        hall = self._hall(sitting)
        hall.places = places
        here = {line.name: line for seat, line in lines.items() if places[seat].rung in SOUNDING}  # also who is nowhere in a caucus: the place is kept, and hears nobody
        for name in [name for name, peer in hall.peers.items() if name not in here and peer.begun]:
            self._farewell(hall, hall.peers.pop(name))
        for name, line in here.items():
            fresh = name not in hall.peers or not hall.peers[name].begun
            peer = self._peer(line)
            peer.mute(places[line.seat].muted)
            if fresh:
                peer.begin(self._connected, partial(self._prepare, hall, peer))
        for peer in hall.peers.values():
            peer.follow()
        if not hall.peers:
            self.halls.pop(sitting, None)

    async def leave(self, line: Line) -> None:
        """A page has gone: whatever it had at the media server ends."""
        hall = self.halls.get(line.sitting)
        if hall is None or line.name not in hall.peers:
            return
        self._farewell(hall, hall.peers.pop(line.name))
        if not hall.peers:
            self.halls.pop(line.sitting, None)

    async def close(self) -> None:
        """End everything; the process stops."""
        janus, self.janus, self.halls = self.janus, None, {}
        if janus is not None:
            await janus.close()

    def _hall(self, sitting: int) -> Hall:
        return self.halls.setdefault(sitting, Hall(sitting))

    def _peer(self, line: Line) -> Peer:
        hall = self._hall(line.sitting)
        if line.name not in hall.peers:
            hall.peers[line.name] = Peer(line, lambda peer: _allowed(hall, peer), lambda: self._fall(hall))
        return hall.peers[line.name]

    def _farewell(self, hall: Hall, peer: Peer) -> None:
        task = asyncio.get_running_loop().create_task(self._end(hall, peer))
        self.farewells.add(task)
        task.add_done_callback(self.farewells.discard)

    async def _end(self, hall: Hall, peer: Peer) -> None:
        """End a page's place; the last one of all processes closes the room there, unless it is being recorded."""
        await peer.close()
        if hall.peers or hall.doorkeeper is None or self.janus is None:
            return
        keeper, hall.doorkeeper = hall.doorkeeper, None
        try:
            handle = await keeper.attach(lambda _event: None)
            name = control.room_of(hall.sitting)
            said, _none = await keeper.ask(handle, {"request": "list", "admin_key": settings.JANUS_ROOM_KEY})
            idle = [room for room in said.get("list", []) if room["room"] == name["room"] and not room.get("num_participants") and not room.get("record")]
            if idle and not hall.peers:
                await keeper.ask(handle, {"request": "destroy"} | name)
        except JanusError:
            return  # it is gone already, or everything is
        finally:
            await keeper.destroy()

    async def _connected(self) -> Janus:
        """The one connection of this process, opened when it is needed."""
        self.connecting = self.connecting or asyncio.Lock()
        async with self.connecting:
            if self.janus is None:
                made = Janus(self._broken)
                await made.connect()
                self.janus = made
            return self.janus

    async def _prepare(self, hall: Hall, peer: Peer) -> dict[str, Any]:
        """See that the room is there and knows this page's token; return how it is joined."""
        janus = await self._connected()
        name = control.room_of(hall.sitting)
        pin, token = control.made_of("pin", hall.sitting), control.made_of("token", hall.sitting, peer.feed)
        async with hall.lock:
            if hall.doorkeeper is None:
                hall.doorkeeper = await janus.session()
            handle = await hall.doorkeeper.attach(lambda _event: None)
            try:
                await hall.doorkeeper.ask(handle, control.room_facts(hall.sitting, token))
            except JanusError as fault:
                if fault.code != control.ROOM_EXISTS:
                    raise
                await hall.doorkeeper.ask(handle, {"request": "allowed", "action": "add", "allowed": [token]} | name)
            await hall.doorkeeper.detach(handle)
        return {"room": name["room"], "pin": pin, "token": token}

    def _broken(self) -> None:
        """The connection has ended: so have all sessions; sound and picture go on another way."""
        self.janus = None
        for hall in tuple(self.halls.values()):
            self._fall(hall)

    def _fall(self, hall: Hall) -> None:
        """This sitting goes on without the media server."""
        if self.halls.get(hall.sitting) is not hall:
            return
        del self.halls[hall.sitting]
        control.forget_health()
        task = asyncio.get_running_loop().create_task(self._let_go(hall))
        self.farewells.add(task)
        task.add_done_callback(self.farewells.discard)

    async def _let_go(self, hall: Hall) -> None:
        for peer in hall.peers.values():
            await peer.close()
        await self.lost([hall.sitting])


def _allowed(hall: Hall, peer: Peer) -> set[str]:
    """What a page may hear: everybody together with it, as far as they send."""
    may = {feed_of(seat, place.line) for seat, place in hall.places.items() if may_hear(hall.places, peer.line.seat, seat)}
    mine = hall.places.get(peer.line.seat)
    return may & peer.feeds if mine is not None and mine.line == peer.line.name else set()
