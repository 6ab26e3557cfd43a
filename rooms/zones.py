"""Who is together with whom. One rule for sound, picture, words, files and drafts; pure.

A side is always in its own zone or in the joint one; only the mediator changes zones. So a
caucus (背靠背) never moves a party, and a latecomer lands on the own side by construction.
"""

from dataclasses import dataclass

from cases.kinds import Side
from rooms.kinds import LEADERS, Reader, SeatRole

JOINT = "joint"
NOWHERE = ""  # hears nobody and is heard by nobody


@dataclass(frozen=True, slots=True)
class Talk:
    """How a sitting talks now: with everybody, or the mediator with one side; `screened` sides never meet."""

    caucus: str = ""
    screened: bool = False

    @property
    def is_joint(self) -> bool:
        """Is everybody together?"""
        return not self.caucus and not self.screened


def reader_for(role: str, side: str) -> str:
    """Whose numbering of the talk a seat reads."""
    if role in LEADERS:
        return Reader.MEDIATOR
    return side if side in Side.values else Reader.JOINT


def zone_of(role: str, side: str, talk: Talk) -> str:
    """The zone of a seat; two seats hear and see each other when they are in the same one.

    A judge who may decide the case later, and an observer, hear no caucus (特邀 22; 规则 18); an
    interpreter of both sides goes where the mediator goes.
    """
    if talk.is_joint:
        return JOINT
    if side in Side.values:
        return side
    if role in (*LEADERS, SeatRole.INTERPRETER):
        return talk.caucus or NOWHERE
    return NOWHERE


def together(one: str, other: str) -> bool:
    """Do two zones hear each other?"""
    return one == other != NOWHERE
