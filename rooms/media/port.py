"""What an engine for voice and picture must do. The browser sends descriptions and candidates over our socket, never to an engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rooms.kinds import SOUNDING
from rooms.zones import together


@dataclass(frozen=True, slots=True)
class Place:
    """One seat as an engine sees it."""

    zone: str
    rung: str
    line: str
    muted: bool = False

    @property
    def sounds(self) -> bool:
        """Does this seat take part with voice or picture?"""
        return self.rung in SOUNDING and bool(self.zone)


Places = Mapping[int, Place]  # by the number of the seat


def may_hear(places: Places, one: int, other: int) -> bool:
    """The one rule of every engine: both take part, in the same zone."""
    a, b = places.get(one), places.get(other)
    return one != other and a is not None and b is not None and a.sounds and b.sounds and together(a.zone, b.zone)


@dataclass(frozen=True, slots=True)
class Line:
    """A page of this process that has voice and picture for a seat. `tell` queues a frame for it and never waits."""

    sitting: int
    seat: int
    name: str
    tell: Callable[[dict[str, Any]], None]


class MediaPlane(Protocol):
    """An engine. Its methods may take their time: nobody's socket waits for them."""

    engine: str

    async def hear(self, line: Line, leg: str, body: dict[str, Any]) -> None:
        """A description or a candidate came from a page."""

    async def arrange(self, sitting: int, places: Places, lines: Mapping[int, Line]) -> None:
        """Make the links of this process's pages (`lines`) equal to what the rule allows among everybody (`places`)."""

    async def leave(self, line: Line) -> None:
        """A page has gone."""
