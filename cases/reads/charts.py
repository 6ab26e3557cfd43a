"""Numbers as lengths: what the pictures of the cockpit are drawn from. No style, no colour, no database."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

LONG = 100  # of a band
WIDE, HIGH = 10, 60  # of one day


class Piece(NamedTuple):
    """A part of a band: whose it is, where it begins, and how long it is."""

    name: str
    begins: float
    length: float


class Column(NamedTuple):
    """A rectangle of one day, counted from the upper left."""

    name: str
    left: float
    top: float
    width: float
    height: float


def band(parts: Iterable[tuple[str, int]]) -> list[Piece]:
    """The parts of a whole one after the other, without those that are nothing."""
    there = [(name, number) for name, number in parts if number > 0]
    whole = sum(number for _name, number in there)
    pieces: list[Piece] = []
    begins = 0.0
    for name, number in there:
        length = LONG * number / whole
        pieces.append(Piece(name, round(begins, 2), round(length, 2)))
        begins += length
    return pieces


def columns(days: Sequence[Sequence[Sequence[tuple[str, int]]]]) -> list[Column]:
    """Each day has groups that stand beside each other, and each group parts that stand upon each other; the highest group is as high as the picture."""
    highest = max((sum(number for _name, number in group) for day in days for group in day), default=0)
    if not highest:
        return []
    drawn: list[Column] = []
    for number, day in enumerate(days):
        width = (WIDE - 2) / len(day)
        for beside, group in enumerate(day):
            foot = float(HIGH)
            for name, amount in group:
                height = HIGH * amount / highest
                foot -= height
                if amount:
                    drawn.append(Column(name, round(number * WIDE + 1 + beside * width, 2), round(foot, 2), round(width, 2), round(height, 2)))
    return drawn
