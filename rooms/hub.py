"""One hub a process: who listens to which sitting here, and as whom. Words are encoded once for each kind of reader.

History never depends on the hub: whatever it misses is read again from the database by number.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from rooms.wire import Spoken, encode

BUDGET = 256 * 1024  # bytes a page may have outstanding before it is dropped (and resumes by number)
SLOW, NO_SEAT = 4008, 4404  # why a socket is closed

Send = Callable[[str], Awaitable[None]]


@dataclass(eq=False, slots=True)
class Listener:
    """One socket. What it was sent and has not confirmed counts against its budget."""

    sitting: int
    seat: int  # key of the row
    place: int  # number in the sitting
    reader: str
    user: int
    send: Send
    drop: Callable[[int], Awaitable[None]]
    line: str = ""
    number: int = 0
    told: str = ""  # the last state of the room that was sent
    queue: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    sizes: list[int] = field(default_factory=list)  # of frames not confirmed yet
    confirmed: int = 0
    waiting: int = 0
    dropping: bool = False

    def push(self, frame: str, size: int = 0) -> None:
        """Queue a frame of so many bytes, or drop the socket when its page confirms too little."""
        if self.dropping:
            return
        size = size or len(frame.encode())
        self.waiting += size
        self.sizes.append(size)
        self.queue.put_nowait(frame)
        if self.waiting > BUDGET:
            self.dropping = True
            asyncio.ensure_future(self.drop(SLOW))  # noqa: RUF006 - closing ends by itself

    def confirm(self, frames: int) -> None:
        """The page says how many frames it has received since its hello."""
        arrived = min(max(frames - self.confirmed, 0), len(self.sizes))
        self.waiting -= sum(self.sizes[:arrived])
        del self.sizes[:arrived]
        self.confirmed += arrived

    def tell(self, event: dict[str, Any]) -> None:
        """Queue an event without a number."""
        self.push(encode(event))

    async def pump(self) -> None:
        """Write queued frames until cancelled."""
        while True:
            await self.send(await self.queue.get())


class Hub:
    """The listeners of this process."""

    def __init__(self) -> None:
        self.listeners: dict[tuple[int, str], set[Listener]] = defaultdict(set)
        self.sittings: dict[int, int] = defaultdict(int)  # how many listen to each
        self.loop: asyncio.AbstractEventLoop | None = None  # where the sockets live; pages wake it from their threads

    def join(self, listener: Listener) -> None:
        """Begin to listen; done before the history is read, so that nothing falls between."""
        self.loop = asyncio.get_running_loop()
        self.listeners[listener.sitting, listener.reader].add(listener)
        self.sittings[listener.sitting] += 1

    def leave(self, listener: Listener) -> None:
        """Stop; empty rooms are forgotten."""
        key = (listener.sitting, listener.reader)
        if listener not in self.listeners.get(key, ()):
            return
        self.listeners[key].discard(listener)
        if not self.listeners[key]:
            self.listeners.pop(key)
        self.sittings[listener.sitting] -= 1
        if not self.sittings[listener.sitting]:
            self.sittings.pop(listener.sitting)

    def of(self, sitting: int, readers: tuple[str, ...]) -> list[Listener]:
        """Everybody of a sitting who listens here."""
        return [listener for reader in readers for listener in self.listeners.get((sitting, reader), ())]

    def deliver(self, sitting: int, reader: str, several: list[Spoken], *, from_store: bool = False) -> bool:
        """Give messages in order to every listener who does not have them yet; False when somebody lacks what came before them.

        `from_store`: these are all there are after what the listeners have, so nothing is lacking before them.
        """
        frames = [(said.number_for(reader) or 0, frame, len(frame.encode())) for said in several for frame in [said.frame(reader)]]
        complete = True
        for listener in tuple(self.listeners.get((sitting, reader), ())):
            for number, frame, size in frames:
                if number == listener.number + 1 or (from_store and number > listener.number):
                    listener.number = number
                    listener.push(frame, size)
                complete = complete and number <= listener.number
        return complete

    def behind(self, sitting: int, reader: str) -> int | None:
        """The lowest number any listener has, or None when nobody listens."""
        listening = self.listeners.get((sitting, reader))
        return min(listener.number for listener in listening) if listening else None


HUB = Hub()
