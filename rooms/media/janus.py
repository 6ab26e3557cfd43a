"""The control socket of the media server (Janus 1.1 or newer): this process is its only client, browsers never see it.

Commands of the VideoRoom are answered by an "ack" and later an event; trickled candidates and signs of life get the ack alone.
"""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable
from typing import Any

import websockets
from django.conf import settings

PLUGIN = "janus.plugin.videoroom"
ANSWER_LIMIT = 10.0  # seconds
PULSE = 20.0  # seconds between two signs of life; Janus forgets a session after 60
FRAME = 1024 * 1024

Event = dict[str, Any]
Told = Callable[[Event], None]


class JanusError(Exception):
    """The media server refused or is away; `code` is its own number, 0 when there was no answer."""

    def __init__(self, reason: str, code: int = 0) -> None:
        super().__init__(f"{reason} ({code})")
        self.code = code


class Janus:
    """One connection. `lost` is called once when it ends without having been closed."""

    def __init__(self, lost: Callable[[], None]) -> None:
        self.lost = lost
        self.numbers = itertools.count(1)
        self.waiting: dict[str, tuple[asyncio.Future[Event], bool]] = {}
        self.sessions: dict[int, Session] = {}
        self.tasks: list[asyncio.Task[None]] = []
        self.socket: Any = None

    async def connect(self) -> None:
        """Open the socket; JanusError when nobody answers."""
        try:
            self.socket = await websockets.connect(settings.JANUS_URL, subprotocols=[websockets.Subprotocol("janus-protocol")], max_size=FRAME, open_timeout=3, proxy=None)
        except (OSError, TimeoutError, websockets.WebSocketException) as fault:
            raise JanusError("the media server does not answer") from fault
        self.tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._stay())]

    async def close(self) -> None:
        """End the connection; its sessions end with it."""
        for task in self.tasks:
            task.cancel()
        if self.socket is not None:
            await self.socket.close()
        self._give_up()

    async def session(self) -> "Session":
        """Begin a session: everything of one seat lives in it and ends with it."""
        made = Session(self, int((await self.call({"janus": "create"}))["data"]["id"]))
        self.sessions[made.ident] = made
        return made

    async def call(self, request: Event, *, ack: bool = False) -> Event:
        """Ask, and return the answer (the acknowledgement when `ack`); JanusError for refusals and silence."""
        number = str(next(self.numbers))
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self.waiting[number] = (future, ack)
        try:
            await self.socket.send(json.dumps(request | {"transaction": number, "apisecret": settings.JANUS_SECRET}))
            answer = await asyncio.wait_for(future, ANSWER_LIMIT)
        except (TimeoutError, websockets.WebSocketException) as fault:
            raise JanusError("the media server does not answer") from fault
        finally:
            self.waiting.pop(number, None)
        refused = answer.get("error") if answer["janus"] == "error" else None
        if refused:
            raise JanusError(refused["reason"], int(refused["code"]))
        data = answer.get("plugindata", {}).get("data", {})
        if "error_code" in data:
            raise JanusError(str(data.get("error")), int(data["error_code"]))
        return answer

    async def _read(self) -> None:
        """Hand out answers and events until the connection ends."""
        try:
            async for raw in self.socket:
                self._handle(json.loads(raw))
        except websockets.WebSocketException:
            pass
        self.lost()
        self._give_up()

    def _handle(self, event: Event) -> None:
        future, wants_ack = self.waiting.get(event.get("transaction", ""), (None, False))
        if future is not None and not future.done() and (event["janus"] != "ack" or wants_ack):
            future.set_result(event)
        elif event["janus"] != "ack" and (session := self.sessions.get(event.get("session_id", 0))) is not None:
            session.hear(event)

    async def _stay(self) -> None:
        """Say for every session that we are still here."""
        while True:
            await asyncio.sleep(PULSE)
            for ident in list(self.sessions):
                with contextlib.suppress(JanusError):  # one that ended meanwhile, or a connection that _read finds broken
                    await self.call({"janus": "keepalive", "session_id": ident}, ack=True)

    def _give_up(self) -> None:
        for future, _ack in self.waiting.values():
            if not future.done():
                future.set_exception(JanusError("the media server went away"))
        self.sessions.clear()


class Session:
    """What one seat has at the media server."""

    def __init__(self, janus: Janus, ident: int) -> None:
        self.janus, self.ident = janus, ident
        self.listeners: dict[int, Told] = {}

    def hear(self, event: Event) -> None:
        """Something happened by itself."""
        if listener := self.listeners.get(event.get("sender", 0)):
            listener(event)

    async def attach(self, told: Told) -> int:
        """Get a handle of the VideoRoom; `told` hears what happens to it."""
        handle = int((await self.janus.call({"janus": "attach", "plugin": PLUGIN, "session_id": self.ident}))["data"]["id"])
        self.listeners[handle] = told
        return handle

    async def ask(self, handle: int, body: Event, jsep: Event | None = None) -> tuple[Event, Event | None]:
        """A command of the VideoRoom; return what it says and its session description."""
        request = {"janus": "message", "session_id": self.ident, "handle_id": handle, "body": body}
        answer = await self.janus.call(request | ({"jsep": jsep} if jsep else {}))
        return answer.get("plugindata", {}).get("data", {}), answer.get("jsep")

    async def trickle(self, handle: int, candidate: Event | None) -> None:
        """Pass a candidate on; None says that there are no more."""
        await self.janus.call({"janus": "trickle", "session_id": self.ident, "handle_id": handle, "candidate": candidate or {"completed": True}}, ack=True)

    async def detach(self, handle: int) -> None:
        """Give a handle back: whatever it carried stops at once."""
        self.listeners.pop(handle, None)
        with contextlib.suppress(JanusError):
            await self.janus.call({"janus": "detach", "session_id": self.ident, "handle_id": handle})

    async def destroy(self) -> None:
        """End everything this seat has there: what it sends and what it hears."""
        self.janus.sessions.pop(self.ident, None)
        with contextlib.suppress(JanusError):
            await self.janus.call({"janus": "destroy", "session_id": self.ident})
