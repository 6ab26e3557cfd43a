"""One socket as plain ASGI. Channels finds the way to it and says who is there; a frame then costs a call and no task of its own."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError

from rooms.outlet import BUDGET, Frame, Outlet

Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

SIGNED_OUT = 4401
AWAY = 4013  # the database does not answer: connect again, and say again what has no number
GONE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


class Connection:
    """From accept to goodbye; subclasses say what is heard."""

    RATE, BURST = 10.0, 30.0  # frames a second for long, and at once
    BUDGET = BUDGET

    def __init__(self, scope: Event, send: Send) -> None:
        self.user: Any = scope.get("user")
        self.asked: dict[str, str] = scope["url_route"]["kwargs"]
        self._send, self.is_closed = send, False
        self.outlet = Outlet(self._write, self.close, self.BUDGET)
        self.allowance, self.checked = self.BURST, time.monotonic()

    @classmethod
    def as_asgi(cls) -> Any:
        """What a route leads to."""

        async def application(scope: Event, receive: Receive, send: Send) -> None:
            await cls(scope, send).serve(receive)

        return application

    async def begin(self) -> int:
        """Find out what this person may do here; the code with which the socket is closed, or 0."""
        raise NotImplementedError

    async def hear(self, text: str | None, data: bytes | None) -> None:
        """Act on one frame."""
        raise NotImplementedError

    def forget(self) -> None:
        """Listen no more; called once for every socket, also when the process stops."""

    async def end(self) -> None:
        """Tell the others that this page has gone."""

    async def serve(self, receive: Receive) -> None:
        """Accept, then refuse with a reason: a close before accept would lose it."""
        await receive()
        await self._send({"type": "websocket.accept"})
        try:
            known = self.user is not None and self.user.is_authenticated
            if code := await self.begin() if known else SIGNED_OUT:
                await self.close(code)
            while (event := await receive())["type"] == "websocket.receive":
                if not self.is_closed:
                    await self.hear(event.get("text"), event.get("bytes"))
        except GONE:  # said at once: a fault of ours is noticed by Daphne only in its next round, a second later
            await self.close(AWAY)
        finally:
            self.is_closed = True
            self.outlet.shut()
            self.forget()
            if (task := asyncio.current_task()) is None or not task.cancelling():  # a process that stops has no time for goodbyes
                await self.end()

    async def close(self, code: int) -> None:
        """Say why, and say no more."""
        if not self.is_closed:
            self.is_closed = True
            await self._send({"type": "websocket.close", "code": code})

    def spend(self, weight: float = 1.0) -> float:
        """Take from what this socket may still send, which grows again by and by; less than nothing is left of a flood."""
        now = time.monotonic()
        self.allowance = min(self.BURST, self.allowance + (now - self.checked) * self.RATE) - weight
        self.checked = now
        return self.allowance

    async def _write(self, frame: Frame) -> None:
        if self.is_closed:
            return
        try:
            await self._send({"type": "websocket.send", "text": frame} if isinstance(frame, str) else {"type": "websocket.send", "bytes": frame})
        except (OSError, RuntimeError):  # it has gone or is being closed by the server, and will say so
            self.is_closed = True
