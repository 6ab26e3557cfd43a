"""From browser to browser: the server only carries descriptions, between seats that may hear each other.

In a caucus both sides of a link across zones close it, so there is no path left to overhear.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rooms.kinds import Engine
from rooms.media.port import Line, Places, may_hear

PassOn = Callable[[int, int, dict[str, Any]], Awaitable[None]]  # sitting, seat, frame: wherever that seat's page is


class Mesh:
    """Nothing to install; two or three seats, more with small pictures."""

    engine: str = Engine.MESH

    def __init__(self, pass_on: PassOn) -> None:
        self.pass_on = pass_on
        self.places: dict[int, Places] = {}

    async def hear(self, line: Line, leg: str, body: dict[str, Any]) -> None:
        """Pass a signal on to the seat it names, when the two may hear each other now; drop it otherwise."""
        to = int(leg) if leg.isdecimal() else 0
        if may_hear(self.places.get(line.sitting, {}), line.seat, to):
            await self.pass_on(line.sitting, to, {"type": "signal", "leg": str(line.seat), "line": line.name} | body)

    async def arrange(self, sitting: int, places: Places, lines: Mapping[int, Line]) -> None:
        """Remember who may hear whom; the pages open and close their links themselves when they are told."""
        if lines:
            self.places[sitting] = places
        else:
            self.places.pop(sitting, None)

    async def leave(self, line: Line) -> None:
        """Nothing is held for a page."""
