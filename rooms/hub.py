"""One hub a process: who listens to which sitting here, and as whom. Words are encoded once for each kind of reader.

History never depends on the hub: whatever it misses is read again from the database by number. One look a
second for each sitting finds what other processes said, and who has lost the seat.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError

BUDGET = 256 * 1024  # bytes a socket may lag behind before it is dropped (and resumes by number)
LOOK = 1.0  # seconds

Send = Callable[[str], Awaitable[None]]
Look = Callable[[int], Awaitable[None]]
SLOW, NO_SEAT = 4008, 4404  # why a socket is closed


@dataclass(eq=False, slots=True)
class Listener:
    """One socket."""

    sitting: int
    reader: str
    user: int
    send: Send
    drop: Callable[[int], Awaitable[None]]
    number: int = 0
    queue: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    waiting: int = 0

    def push(self, frame: str) -> bool:
        """Queue a frame; False when the socket is too slow."""
        self.waiting += len(frame)
        self.queue.put_nowait(frame)
        return self.waiting <= BUDGET

    async def pump(self) -> None:
        """Write queued frames until cancelled."""
        while True:
            frame = await self.queue.get()
            await self.send(frame)
            self.waiting -= len(frame)


class Hub:
    """The listeners of this process."""

    def __init__(self) -> None:
        self.listeners: dict[tuple[int, str], set[Listener]] = defaultdict(set)
        self.looks: dict[int, asyncio.Task[None]] = {}
        self.states: dict[int, Any] = {}  # the state of a sitting that was told here last
        self.loop: asyncio.AbstractEventLoop | None = None  # where the sockets live; pages wake it from their threads

    def join(self, listener: Listener, look: Look) -> None:
        """Begin to listen; done before the history is read, so that nothing falls between."""
        self.loop = asyncio.get_running_loop()
        self.listeners[listener.sitting, listener.reader].add(listener)
        if listener.sitting not in self.looks:
            self.looks[listener.sitting] = self.loop.create_task(self._keep_looking(listener.sitting, look))

    def leave(self, listener: Listener) -> None:
        """Stop; empty rooms are forgotten."""
        key = (listener.sitting, listener.reader)
        self.listeners[key].discard(listener)
        if not self.listeners[key]:
            self.listeners.pop(key)
        if not self.of(listener.sitting):
            self.states.pop(listener.sitting, None)
            if (task := self.looks.pop(listener.sitting, None)) is not None:
                task.cancel()

    def of(self, sitting: int) -> list[Listener]:
        """Everybody of a sitting who listens here."""
        return [listener for (where, _reader), several in self.listeners.items() if where == sitting for listener in several]

    async def _keep_looking(self, sitting: int, look: Look) -> None:
        """Look now and then; a database that is away for a moment ends nothing."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await look(sitting)
            except DatabaseError:
                continue

    def deliver(self, sitting: int, reader: str, rows: list[dict[str, Any]]) -> bool:
        """Give rows in order to every listener who does not have them yet; False when somebody lacks what came before them."""
        frames = [(row["seq"], json.dumps(row, ensure_ascii=False)) for row in rows]
        complete = True
        for listener in tuple(self.listeners.get((sitting, reader), ())):
            for number, frame in frames:
                if number == listener.number + 1:
                    listener.number = number
                    if not listener.push(frame):
                        asyncio.ensure_future(listener.drop(SLOW))  # noqa: RUF006 - closing ends by itself
                        break
                complete = complete and number <= listener.number
        return complete

    def tell(self, sitting: int, reader: str, event: dict[str, Any]) -> None:
        """Send an event without a number."""
        frame = json.dumps(event, ensure_ascii=False)
        for listener in tuple(self.listeners.get((sitting, reader), ())):
            listener.push(frame)

    def behind(self, sitting: int, reader: str) -> int | None:
        """The lowest number any listener has, or None when nobody listens."""
        listening = self.listeners.get((sitting, reader))
        return min(listener.number for listener in listening) if listening else None


HUB = Hub()
