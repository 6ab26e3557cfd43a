"""Who closed the last page. They are told of together: a page that is only loaded again never left, and a thousand that break at once cost one statement."""

import asyncio

import structlog
from channels.db import database_sync_to_async

from rooms.actions.seats import go_away
from rooms.fanout import ANYBODY, stir
from rooms.hub import HUB, Listener

logger = structlog.get_logger(__name__)
MOMENT = 0.3  # seconds in which a page may come back


class Leaving:
    """The seats of this process whose pages have gone a moment ago."""

    def __init__(self) -> None:
        self.gone: dict[int, int] = {}  # seat → sitting
        self.work: asyncio.Task[None] | None = None

    def note(self, listener: Listener) -> None:
        """A page of this seat has gone."""
        self.gone[listener.seat] = listener.sitting
        if self.work is None or self.work.done():
            self.work = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        while self.gone:
            await asyncio.sleep(MOMENT)
            gone, self.gone = self.gone, {}
            try:
                await self._leave({seat: sitting for seat, sitting in gone.items() if all(other.seat != seat for other in HUB.of(sitting, ANYBODY))})
            except Exception:
                logger.exception("leaving_failed", seats=len(gone))

    async def _leave(self, left: dict[int, int]) -> None:
        await database_sync_to_async(go_away)(list(left))
        for sitting in set(left.values()):
            await stir(sitting)


LEAVING = Leaving()
