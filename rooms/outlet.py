"""What is written to one page: in order, at once when the server takes it, and never more than the page takes in."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

BUDGET = 256 * 1024  # bytes a page may have outstanding before it is dropped (and resumes by number)
ROOMY = BUDGET // 2  # history is sent only to a page that has no more than this outstanding
SLOW = 4008  # why a socket is closed

Frame = str | bytes


class Outlet:
    """Whatever a page was sent and has not confirmed counts against its budget: no server between hides who does not read."""

    __slots__ = ("budget", "confirmed", "drop", "dropping", "queue", "sizes", "waiting", "work", "write")

    def __init__(self, write: Callable[[Frame], Coroutine[Any, Any, None]], drop: Callable[[int], Awaitable[None]], budget: int = BUDGET) -> None:
        self.write, self.drop, self.budget = write, drop, budget
        self.queue: list[Frame] = []
        self.sizes: list[int] = []  # of frames not confirmed yet
        self.confirmed = self.waiting = 0
        self.dropping = False
        self.work: asyncio.Task[None] | None = None

    @property
    def is_roomy(self) -> bool:
        """May history be sent now?"""
        return self.waiting <= ROOMY

    def push(self, frame: Frame, size: int = 0) -> None:
        """Write a frame of so many bytes, or drop the socket when its page confirms too little. Nobody waits for a slow page."""
        if self.dropping:
            return
        size = size or len(frame.encode() if isinstance(frame, str) else frame)
        self.waiting += size
        self.sizes.append(size)
        if self.waiting > self.budget:
            self.shut()
            asyncio.ensure_future(self.drop(SLOW))  # noqa: RUF006 - closing ends by itself
        elif self.work is not None:
            self.queue.append(frame)
        elif (rest := _begun(self.write(frame))) is not None:
            self.work = asyncio.create_task(self._pump(rest))

    def confirm(self, frames: int) -> None:
        """The page says how many frames it has received so far."""
        arrived = min(max(frames - self.confirmed, 0), len(self.sizes))
        self.waiting -= sum(self.sizes[:arrived])
        del self.sizes[:arrived]
        self.confirmed += arrived

    def shut(self) -> None:
        """Write nothing more."""
        self.dropping = True
        self.queue.clear()
        if self.work is not None:
            self.work.cancel()

    async def _pump(self, rest: "_Rest") -> None:
        """Write what had to wait."""
        try:
            await rest
            while self.queue:
                await self.write(self.queue.pop(0))
        finally:
            self.work = None


def _begun(deed: Coroutine[Any, Any, None]) -> "_Rest | None":
    """Run a coroutine as far as it gets without waiting: what is left of it, or None. Most frames are written so, and wake no task."""
    try:
        return _Rest(deed, deed.send(None))
    except StopIteration:
        return None


class _Rest(Generator[Any, Any, None]):
    """A coroutine that has begun, to be awaited from where it waits."""

    def __init__(self, deed: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self.deed, self.waits_for = deed, waits_for

    def __await__(self) -> "_Rest":
        return self

    def send(self, value: Any) -> Any:
        """First what it waits for, then whatever comes."""
        waits_for, self.waits_for = self.waits_for, None
        return waits_for if waits_for is not None else self.deed.send(value)

    def throw(self, *fault: Any) -> Any:
        """Pass on what it waited for in vain."""
        return self.deed.throw(*fault)
