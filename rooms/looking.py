"""What runs beside the sockets of a process while anybody has one open: looks now and then, and hears other processes."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from rooms import bus

logger = structlog.get_logger(__name__)
LOOK, LONGEST = 1.0, 5.0  # seconds between two looks
SHARE = 200  # a process with very many rooms looks more rarely: looking takes half a hundredth of the time


class Looking:
    """Starts with the first socket of an event loop and ends with the last. What goes wrong in one look ends nothing."""

    def __init__(self, look: Callable[[], Awaitable[None]], heard: bus.Heard, group: str, busy: Callable[[], bool]) -> None:
        self.look, self.heard, self.group, self.busy = look, heard, group, busy
        self.loop: asyncio.AbstractEventLoop | None = None
        self.tasks: list[asyncio.Task[None]] = []

    def begin(self) -> bool:
        """Start in this loop; False when it runs already."""
        loop = asyncio.get_running_loop()
        if self.loop is loop and not all(task.done() for task in self.tasks):
            return False
        self.loop, self.tasks = loop, [loop.create_task(self._keep_looking())]
        if bus.reaches_others():
            self.tasks.append(loop.create_task(bus.listen(self._hear, self.group)))
        return True

    async def _keep_looking(self) -> None:
        wait = LOOK
        while self.busy():
            await asyncio.sleep(wait)
            begun = time.monotonic()
            try:
                await self.look()
            except Exception:
                logger.exception("look_failed", group=self.group)
            wait = min(max(LOOK, SHARE * (time.monotonic() - begun)), LONGEST)
        for task in self.tasks[1:]:
            task.cancel()

    async def _hear(self, event: dict[str, object]) -> None:
        try:
            await self.heard(event)
        except Exception:
            logger.exception("news_failed", group=self.group)
