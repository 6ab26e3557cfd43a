"""One socket, one seat. It carries and decides nothing."""

import json
from typing import Any

from channels.db import database_sync_to_async
from django.utils.translation import gettext as _

from mediation.refusals import Refusal
from rooms import bus, wire
from rooms.actions import deeds, talk
from rooms.actions.scribe import SCRIBE
from rooms.actions.words import Words, spoken
from rooms.connection import Connection
from rooms.fanout import ANYBODY, WAITING, arrive, catch_up, hear, line_of, plane_of, silence, stir, tell
from rooms.hub import HUB, NO_SEAT, Listener
from rooms.leaving import LEAVING
from rooms.media.ice import servers_for
from rooms.reads.entry import seat_at
from rooms.watch import WATCH

FRAME = 72 * 1024
FLOOD = -100.0  # so far below nothing the line is cut
WEIGHTS: dict[Any, float] = {"got": 0.1, "signal": 0.2}  # a voice needs dozens of candidates at once


class RoomConsumer(Connection):
    """A person in a room."""

    listener: Listener | None = None
    listens = False  # after its hello

    async def begin(self) -> int:
        """Find the seat."""
        seat = await database_sync_to_async(seat_at)(self.user, self.asked["number"])
        if seat is None:
            return NO_SEAT
        self.sitting = seat.sitting_id
        self.listener = Listener(seat.sitting_id, seat.pk, seat.number, seat.reader if seat.is_inside else WAITING, self.user.pk, self.outlet)
        return 0

    def forget(self) -> None:
        """Listen no more."""
        if self.listener is not None:
            HUB.leave(self.listener)

    async def end(self) -> None:
        """The seat is empty now, unless another page has it open."""
        if self.listener is not None and self.listens:
            LEAVING.note(self.listener)
            await silence(self.listener)

    async def hear(self, text: str | None, data: bytes | None) -> None:
        """Parse, act, answer refusals."""
        if self.listener is None:
            return
        content: Any = {}
        try:
            if len(text or "") > FRAME:
                raise Refusal(_("This message is too long."), code="unknown-message")
            content = json.loads(text or "null")
            self._meter(content.get("type") if isinstance(content, dict) else "")
            await self._act(self.listener, wire.parse(content))
        except (ValueError, RecursionError, Refusal) as fault:
            code = getattr(fault, "code", "unknown-message")
            ident = content.get("id") if isinstance(content, dict) else None
            if code == "flood":
                await self.close(4029)
                return
            self.outlet.push(wire.encode(wire.refused(getattr(fault, "sentence", ""), code, ident)))

    async def _act(self, listener: Listener, message: wire.Message) -> None:
        match message:
            case wire.Hello(after, line):
                await self._listen(listener, after, line)
            case wire.Got(frames):
                self.outlet.confirm(frames)
                if listener.lacks and self.outlet.is_roomy:
                    listener.lacks = False
                    await catch_up(self.sitting, listener.reader)
            case wire.Say(ident, text, to):
                await self._say(Words(self.sitting, self.user.pk, text, ident, to))
            case wire.Do(_, deed, facts):
                await database_sync_to_async(deeds.do)(self.sitting, deed, by=self.user, facts=facts)
                await stir(self.sitting)
            case wire.Ice():
                listener.tell({"type": "ice", "servers": servers_for(listener.place)})
            case wire.Signal(leg, body):
                await plane_of(self.sitting).hear(line_of(listener), leg, body)

    async def _say(self, words: Words) -> None:
        """Store, then let everybody hear."""
        stored = await SCRIBE.say(words)
        if stored is None:
            said = await database_sync_to_async(talk.said_before)(words, by=self.user)
            await hear(said.spoken)
        else:
            await hear(spoken(words, stored, self.user.name))

    async def _listen(self, listener: Listener, after: int, line: str) -> None:
        """Subscribe first, then read the history: what comes meanwhile is dropped or delivered by its number, never twice."""
        if self.listens:
            return
        self.listens = True
        listener.number, listener.line = after, line
        HUB.join(listener)
        WATCH.begin()
        here = HUB.of(self.sitting, ANYBODY)
        present, history = await arrive(listener)
        await tell(present, here)
        if not self.is_closed:
            HUB.deliver(self.sitting, listener.reader, history, from_store=True)
            await bus.call({"kind": "news", "sitting": self.sitting})

    def _meter(self, kind: Any) -> None:
        left = self.spend(WEIGHTS.get(kind, 1.0))
        if left < FLOOD:
            raise Refusal(_("Too much at once."), code="flood")
        if left < 0:
            raise Refusal(_("Too much at once. Please wait a moment."), code="slow-down")
