"""One socket, one seat. It carries and decides nothing."""

import asyncio
import json
import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from mediation.refusals import Refusal
from rooms import wire
from rooms.actions import sittings, talk
from rooms.fanout import fetch, hear, look, seat, sitting_state, tell_state
from rooms.hub import HUB, NO_SEAT, Listener

RATE, BURST, FRAME = 10.0, 30.0, 16 * 1024


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
        found = await seat(user, self.scope["url_route"]["kwargs"]["number"])
        if found is None:
            await self.close(NO_SEAT)
            return
        self.user, (self.sitting, reader) = user, found
        self.listener = Listener(self.sitting, reader, user.pk, self._write, self.close)

    async def disconnect(self, code: int) -> None:
        """Leave."""
        for task in self.tasks:
            task.cancel()
        if self.listener is not None:
            HUB.leave(self.listener)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Parse, act, answer refusals."""
        if self.listener is None:
            return
        content: Any = {}
        try:
            self._meter(text_data)
            content = json.loads(text_data or "null")
            await self._act(wire.parse(content))
        except (ValueError, Refusal) as fault:
            code = getattr(fault, "code", "unknown-message")
            ident = content.get("id") if isinstance(content, dict) else None
            await self._write(json.dumps(wire.refused(getattr(fault, "sentence", ""), code, ident), ensure_ascii=False))

    async def _act(self, message: wire.Hello | wire.Say | wire.Caucus) -> None:
        match message:
            case wire.Hello(after):
                await self._begin(after)
            case wire.Say(ident, text, to):
                await hear(await database_sync_to_async(talk.say)(self.sitting, by=self.user, text=text, client_id=ident, to=to))
            case wire.Caucus(side):
                tell_state(await database_sync_to_async(sittings.set_caucus)(self.sitting, by=self.user, side=side))

    async def _begin(self, after: int) -> None:
        """Subscribe first, then read the history: what comes meanwhile is dropped or delivered by its number, never twice."""
        listener = self.listener
        if listener is None or self.tasks:
            return
        listener.number = after
        HUB.join(listener, look)
        self.tasks = [asyncio.create_task(listener.pump())]
        listener.push(json.dumps(await sitting_state(self.sitting, listener.reader)))
        HUB.deliver(self.sitting, listener.reader, await fetch(self.sitting, listener.reader, after))

    def _meter(self, text: str | None) -> None:
        now = time.monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.checked) * RATE) - 1
        self.checked = now
        if self.allowance < 0 or len(text or "") > FRAME:
            raise Refusal("", code="slow-down")

    async def _write(self, frame: str) -> None:
        await self.send(text_data=frame)
