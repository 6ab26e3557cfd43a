"""One hub a process: who listens to which sitting here, and as whom. Words are encoded once for each kind of reader.

History never depends on the hub: whatever it misses is read again from the database by number. It looks there
when somebody speaks here, when another process wakes it, and every two seconds besides.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

BUDGET = 256 * 1024  # bytes a socket may lag behind before it is dropped (and resumes by number)
LOOK = 2.0  # seconds

Send = Callable[[str], Awaitable[None]]
Fetch = Callable[[int, str, int], Awaitable[list[dict[str, Any]]]]


@dataclass(eq=False, slots=True)
class Listener:
    """One socket."""

    sitting: int
    reader: str
    send: Send
    drop: Callable[[], Awaitable[None]]
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
        self.loop: asyncio.AbstractEventLoop | None = None  # where the sockets live; pages wake it from their threads

    def join(self, listener: Listener) -> None:
        """Begin to listen; done before the history is read, so that nothing falls between."""
        self.loop = asyncio.get_running_loop()
        self.listeners[listener.sitting, listener.reader].add(listener)

    def leave(self, listener: Listener) -> None:
        """Stop; empty rooms are forgotten."""
        key = (listener.sitting, listener.reader)
        self.listeners[key].discard(listener)
        if not self.listeners[key]:
            self.listeners.pop(key)

    def deliver(self, sitting: int, reader: str, rows: list[dict[str, Any]]) -> bool:
        """Give rows in order to every listener who does not have them yet; False when somebody lacks what came before them."""
        frames = [(row["seq"], json.dumps(row, ensure_ascii=False)) for row in rows]
        complete = True
        for listener in tuple(self.listeners.get((sitting, reader), ())):
            for number, frame in frames:
                if number == listener.number + 1:
                    listener.number = number
                    if not listener.push(frame):
                        asyncio.ensure_future(listener.drop())  # noqa: RUF006 - closing ends by itself
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
