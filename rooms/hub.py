"""One hub a process: who listens to which sitting here, and as whom. Words are encoded once for each kind of reader.

History never depends on the hub: whatever it misses is read again from the database by number.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from rooms.outlet import Outlet
from rooms.wire import Spoken, encode

NO_SEAT = 4404  # why a socket is closed


@dataclass(eq=False, slots=True)
class Listener:
    """One socket, as the hub knows it."""

    sitting: int
    seat: int  # key of the row
    place: int  # number in the sitting
    reader: str
    user: int
    outlet: Outlet
    line: str = ""
    number: int = 0
    told: int = 0  # the hash of the last state of the room that was sent
    lacks: bool = False  # there is more history, to be sent when the page has confirmed what it got

    def tell(self, event: dict[str, Any]) -> None:
        """Send an event without a number."""
        self.outlet.push(encode(event))


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

        `from_store`: these are the next there are after what the listeners have, so nothing is lacking before them. A page with
        much outstanding gets the rest when it has confirmed it: long histories drop nobody.
        """
        listeners = self.listeners.get((sitting, reader))
        if not listeners:
            return True
        frames = [(said.number_for(reader) or 0, frame, len(frame.encode())) for said in several for frame in [said.frame(reader)]]
        complete = True
        for listener in tuple(listeners):
            for number, frame, size in frames:
                if from_store and not listener.outlet.is_roomy:
                    listener.lacks = True
                elif number == listener.number + 1 or (from_store and number > listener.number):
                    listener.number = number
                    listener.outlet.push(frame, size)
                complete = complete and number <= listener.number
        return complete

    def behind(self, sitting: int, reader: str) -> int | None:
        """The lowest number any listener has that can take more now, or None."""
        return min((listener.number for listener in self.listeners.get((sitting, reader), ()) if listener.outlet.is_roomy), default=None)


HUB = Hub()
