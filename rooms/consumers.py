"""One socket, one seat. It carries and decides nothing."""

import asyncio
import json
import time
from typing import Any

import psycopg
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils.translation import gettext as _

from mediation.refusals import NotFound, Refusal
from rooms import wire
from rooms.actions import deeds, seats, talk
from rooms.actions.scribe import SCRIBE
from rooms.actions.words import Words, spoken
from rooms.fanout import WAITING, catch_up, fetch, hear, left, line_of, plane_of, seat_of, stir
from rooms.hub import HUB, NO_SEAT, Listener
from rooms.media.ice import servers_for
from rooms.watch import WATCH

RATE, BURST, FRAME = 10.0, 30.0, 72 * 1024
FLOOD = -100.0  # so far below nothing the line is cut
WEIGHTS: dict[Any, float] = {"got": 0.1, "signal": 0.2}  # a voice needs dozens of candidates at once


class RoomConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """A person in a room."""

    channel_layer_alias = None  # no queue for this socket: the hub writes to it

    async def connect(self) -> None:
        """Accept, then refuse with a reason: a close before accept would lose it."""
        await self.accept()
        self.listener: Listener | None = None
        self.tasks: list[asyncio.Task[None]] = []
        self.allowance, self.checked = BURST, time.monotonic()
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            await self.close(4401)
            return
        try:
            seat = await seat_of(user, self.scope["url_route"]["kwargs"]["number"])
        except NotFound:
            seat = None
        if seat is None:
            await self.close(NO_SEAT)
            return
        self.user, self.sitting = user, seat.sitting_id
        self.listener = Listener(seat.sitting_id, seat.pk, seat.number, seat.reader if seat.is_inside else WAITING, user.pk, self._write, self.close)

    async def disconnect(self, code: int) -> None:
        """Leave."""
        for task in self.tasks:
            task.cancel()
        listener = self.listener
        if listener is None or not self.tasks:
            return
        await left(listener)
        if not any(other.seat == listener.seat for other in HUB.of(self.sitting, (listener.reader,))):
            await database_sync_to_async(seats.go_away)(listener.seat)
            await stir(self.sitting)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Parse, act, answer refusals."""
        if self.listener is None:
            return
        content: Any = {}
        try:
            if len(text_data or "") > FRAME:
                raise Refusal(_("This message is too long."), code="unknown-message")
            content = json.loads(text_data or "null")
            self._meter(content.get("type") if isinstance(content, dict) else "")
            await self._act(self.listener, wire.parse(content))
        except (ValueError, RecursionError, Refusal) as fault:
            code = getattr(fault, "code", "unknown-message")
            ident = content.get("id") if isinstance(content, dict) else None
            if code == "flood":
                await self.close(4029)
                return
            await self._write(wire.encode(wire.refused(getattr(fault, "sentence", ""), code, ident)))

    async def _act(self, listener: Listener, message: wire.Message) -> None:
        match message:
            case wire.Hello(after, line):
                await self._begin(listener, after, line)
            case wire.Got(frames):
                listener.confirm(frames)
                if listener.lacks and listener.is_roomy:
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
        """Store, then let everybody hear. Without an answer of the database the page says it again over a new line."""
        try:
            stored = await SCRIBE.say(words)
        except psycopg.Error:
            await self.close(1013)
            return
        if stored is None:
            said = await database_sync_to_async(talk.said_before)(words, by=self.user)
            await hear(said.spoken)
        else:
            await hear(spoken(words, stored, self.user.name))

    async def _begin(self, listener: Listener, after: int, line: str) -> None:
        """Subscribe first, then read the history: what comes meanwhile is dropped or delivered by its number, never twice."""
        if self.tasks:
            return
        listener.number, listener.line = after, line
        HUB.join(listener)
        WATCH.begin()
        self.tasks = [asyncio.create_task(listener.pump())]
        await database_sync_to_async(seats.appear)(listener.seat, line)
        await stir(self.sitting)
        if listener.reader != WAITING:
            HUB.deliver(self.sitting, listener.reader, await fetch(self.sitting, listener.reader, after), from_store=True)

    def _meter(self, kind: Any) -> None:
        now = time.monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.checked) * RATE) - WEIGHTS.get(kind, 1)
        self.checked = now
        if self.allowance < FLOOD:
            raise Refusal(_("Too much at once."), code="flood")
        if self.allowance < 0:
            raise Refusal(_("Too much at once. Please wait a moment."), code="slow-down")

    async def _write(self, frame: str) -> None:
        await self.send(text_data=frame)
