"""What runs beside the sockets of a process while anybody has one open: looks now and then, and hears other processes."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from rooms import bus

logger = structlog.get_logger(__name__)
LOOK, LONGEST = 1.0, 5.0  # seconds between two looks
MANY = 400  # open rooms (or texts) above which a process looks more rarely, so that looking never takes much of its time


class Looking:
    """Starts with the first socket of an event loop and ends with the last. What goes wrong in one look ends nothing."""

    def __init__(self, look: Callable[[], Awaitable[None]], heard: bus.Heard, group: str, size: Callable[[], int]) -> None:
        self.look, self.heard, self.group, self.size = look, heard, group, size
        self.loop: asyncio.AbstractEventLoop | None = None
        self.tasks: list[asyncio.Task[None]] = []

    def begin(self) -> bool:
        """Start in this loop; False when it runs already."""
        loop = asyncio.get_running_loop()
        if self.loop is loop and not self.tasks[0].done():
            return False
        self.loop, self.tasks = loop, [loop.create_task(self._keep_looking())]
        if bus.reaches_others():
            self.tasks.append(loop.create_task(bus.listen(self._hear, self.group)))
        return True

    async def _keep_looking(self) -> None:
        while size := self.size():
            await asyncio.sleep(min(max(LOOK, LOOK * size / MANY), LONGEST))
            try:
                await self.look()
            except Exception:
                logger.exception("look_failed", group=self.group)
        for task in self.tasks[1:]:
            task.cancel()

    async def _hear(self, event: dict[str, object]) -> None:
        try:
            await self.heard(event)
        except Exception:
            logger.exception("news_failed", group=self.group)
