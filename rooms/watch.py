"""One look a second for all rooms of a process: what other processes said and decided, and who has lost the seat."""

import asyncio
from itertools import islice

from channels.db import database_sync_to_async
from django.db import DatabaseError

from rooms import bus, wire
from rooms.actions.seats import go_away, still_here
from rooms.fanout import ANYBODY, called, catch_up, refresh
from rooms.hub import HUB
from rooms.reads.heads import Head, heads, vanished, without_post

LOOK = 1.0  # seconds
PULSE = 10  # looks between two signs that our seats are still here


class Watch:
    """Runs while anybody listens here."""

    def __init__(self) -> None:
        self.tasks: list[asyncio.Task[None]] = []
        self.loop: asyncio.AbstractEventLoop | None = None
        self.known: dict[int, Head] = {}
        self.looks = 0

    def begin(self) -> None:
        """Start looking in this loop, once."""
        loop = asyncio.get_running_loop()
        if self.loop is not loop or all(task.done() for task in self.tasks):
            self.loop, self.known = loop, {}
            self.tasks = [loop.create_task(self._keep_looking())]
            if bus.reaches_others():
                self.tasks.append(loop.create_task(bus.listen(called)))

    async def _keep_looking(self) -> None:
        """Look now and then; a database that is away for a moment ends nothing."""
        while HUB.sittings:
            await asyncio.sleep(LOOK)
            try:
                await self._look()
            except DatabaseError:
                continue
        for task in self.tasks[1:]:
            task.cancel()

    async def _look(self) -> None:
        self.looks += 1
        sittings = list(HUB.sittings)
        seats = [listener.seat for sitting in sittings for listener in HUB.of(sitting, ANYBODY)]
        found, lost = await _ask(sittings, seats, pulse=self.looks % PULSE == 0)
        for sitting, head in found.items():
            before, self.known[sitting] = self.known.get(sitting), head
            if before is None or before[:2] != head[:2] or sitting in lost:
                await refresh(sitting)
            for reader, number in zip(wire.READERS, islice(head, 2, None), strict=True):
                behind = HUB.behind(sitting, reader)
                if behind is not None and behind < number:
                    await catch_up(sitting, reader)
        self.known = {sitting: head for sitting, head in self.known.items() if sitting in HUB.sittings}


@database_sync_to_async
def _ask(sittings: list[int], seats: list[int], *, pulse: bool) -> tuple[dict[int, Head], set[int]]:
    """Say that our seats are still here, forget those of processes that died, and ask what has changed."""
    if pulse:
        still_here(seats)
        for seat in vanished(sittings):
            go_away(seat)
    return heads(sittings), without_post(seats)


WATCH = Watch()
