"""One look a second for all rooms of a process: what other processes said and decided, and who has lost the seat."""

import time
from itertools import islice

from channels.db import database_sync_to_async

from rooms import bus, wire
from rooms.actions.seats import go_away, still_here
from rooms.fanout import ANYBODY, called, catch_up, refresh
from rooms.hub import HUB
from rooms.looking import Looking
from rooms.reads.heads import Head, heads, vanished, without_post

PULSE = 10.0  # seconds between two signs that our seats are still here


class Watch:
    """Runs while anybody listens here."""

    def __init__(self) -> None:
        self.looking = Looking(self._look, called, bus.GROUP, lambda: len(HUB.sittings))
        self.known: dict[int, Head] = {}
        self.pulse_at = 0.0

    def begin(self) -> None:
        """Start looking in this loop, once."""
        if self.looking.begin():
            self.known = {}

    async def _look(self) -> None:
        sittings = list(HUB.sittings)
        seats = [listener.seat for sitting in sittings for listener in HUB.of(sitting, ANYBODY)]
        if pulse := time.monotonic() > self.pulse_at:
            self.pulse_at = time.monotonic() + PULSE
        found, lost = await _ask(sittings, seats, pulse=pulse)
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
        if lost := vanished(sittings):
            go_away(lost)
    return heads(sittings), without_post(seats)


WATCH = Watch()
