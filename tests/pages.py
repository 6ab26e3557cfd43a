"""Pages of a room over real sockets, and the proxy before several web processes: what a browser does, without a browser."""

import asyncio
import contextlib
import json
import time

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException


class Page:
    """A page of the room over a real socket: resumes by number as the browser does."""

    def __init__(self, port: int, number: str, cookie: str, name: str) -> None:
        self.port, self.number, self.cookie, self.name = port, number, cookie, name
        self.said: list[str] = []
        self.ids: list[str] = []
        self.events: list[dict] = []
        self.unsent: dict[str, dict] = {}  # until the server has numbered it, as the browser keeps it
        self.breaks: list[float] = []  # seconds from a broken line to the next state of the room
        self.broken = 0.0
        self.last = 0
        self.task: asyncio.Task | None = None
        self.socket = None

    async def open(self) -> "Page":
        self.task = asyncio.create_task(self._stay())
        await self.until(lambda: any(e["type"] == "room" for e in self.events))
        return self

    async def _stay(self) -> None:
        while True:
            try:
                address = f"ws://localhost:{self.port}/ws/room/{self.number}"
                async with connect(address, additional_headers={"Cookie": f"sessionid={self.cookie}"}, origin=f"http://localhost:{self.port}") as self.socket:
                    await self.send(type="hello", after=self.last, line=self.name)
                    for message in list(self.unsent.values()):
                        await self.send(**message)
                    async for frame in self.socket:
                        self._hear(json.loads(frame))
            except (OSError, WebSocketException):
                pass
            self.broken = self.broken or time.monotonic()
            await asyncio.sleep(0.1)

    def _hear(self, event: dict) -> None:
        self.events.append(event)
        if event["type"] == "room" and self.broken:
            self.breaks.append(time.monotonic() - self.broken)
            self.broken = 0.0
        elif event["type"] == "said":
            assert event["seq"] == self.last + 1
            self.last = event["seq"]
            self.said.append(event["text"])
            self.ids.append(event["id"])
            self.unsent.pop(event["id"], None)

    async def send(self, **message) -> None:
        await self.socket.send(json.dumps(message))

    async def say(self, ident: str, text: str) -> None:
        """Say it, now or when there is a line again."""
        self.unsent[ident] = {"type": "say", "id": ident, "text": text, "to": ""}
        with contextlib.suppress(WebSocketException, OSError):
            await self.send(**self.unsent[ident])

    async def until(self, true, seconds: float = 10) -> float:
        begun = time.monotonic()
        while not true():
            assert time.monotonic() - begun < seconds, (self.name, self.said[-3:], self.events[-3:])
            await asyncio.sleep(0.005)
        return time.monotonic() - begun

    def signals(self) -> list[str]:
        return [e["description"]["sdp"] for e in self.events if e["type"] == "signal"]

    def talk(self) -> dict:
        return [e for e in self.events if e["type"] == "room"][-1]["talk"]

    def close(self) -> None:
        self.task.cancel()


class Proxy:
    """What stands before several processes: takes the next one that answers."""

    def __init__(self, ports: list[int]) -> None:
        self.ports, self.turn = ports, 0

    async def open(self) -> "Proxy":
        self.server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def _pass(self, reader, writer) -> None:
        for _try in self.ports:
            self.turn += 1
            try:
                there = await asyncio.open_connection("127.0.0.1", self.ports[self.turn % len(self.ports)])
            except OSError:
                continue
            with contextlib.suppress(asyncio.CancelledError):  # the loop ends before the proxy does
                await asyncio.gather(self._copy(reader, there[1]), self._copy(there[0], writer))
            return
        writer.close()

    async def _copy(self, source, target) -> None:
        try:
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        except OSError:
            pass
        finally:
            target.close()
