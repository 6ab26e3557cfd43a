"""Find the room of a case for somebody at its door: strangers meet 404, as with a number that does not exist."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.kinds import Side
from cases.models import Case
from cases.reads.looks import note_look, note_look_at
from cases.reads.roles import role_of
from mediation.refusals import NotFound
from rooms.models import Seat, Sitting
from rooms.reads.rights import Right, rights_in
from rooms.reads.seats import right_of, seat_in, sitting_of

SEAT_AT = """
SELECT e.*, latest.case_id FROM rooms_seat e JOIN (
    SELECT s.id, s.case_id FROM rooms_sitting s JOIN cases_case c ON c.latest_round_id = s.round_id WHERE c.number = %s ORDER BY s.id DESC LIMIT 1
) latest ON latest.id = e.sitting_id WHERE e.user_id = %s
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A case, its sitting (none before the mediator opened one), and as what this person comes."""

    case: Case
    sitting: Sitting | None
    right: Right | None
    seat: Seat | None

    @property
    def leads(self) -> bool:
        """May this person open the room?"""
        return self.right is not None and self.right.role == "mediator"

    @property
    def is_inside(self) -> bool:
        """Has this person taken a seat, and was let in?"""
        return self.seat is not None and self.seat.is_inside


def entry_for(user: Any, number: str) -> Entry:
    """Return what this person finds at the door, or raise NotFound. Whoever works here leaves a trace."""
    case = Case.objects.for_reading().filter(number=number).first()
    closed = NotFound(_("This room is for the two sides and their mediator."))
    if case is None:
        raise closed
    sitting, role = sitting_of(case), role_of(user, case)
    right = right_of(user, sitting) if sitting else None
    fresh = role == "mediator" and (right is None or right.role != "mediator")  # a new mediator finds the sitting of another, or none
    if right is None and not fresh and not (sitting is None and role in Side.values):
        raise closed
    note_look(case, user)
    if fresh:
        return Entry(case, None, Right("mediator", "", user.name), None)
    if sitting is None:
        return Entry(case, None, Right("party", role, user.name), None)
    seat = seat_in(user, sitting)
    same = seat is not None and right is not None and right.fits(seat)
    return Entry(case, sitting, right, seat if same else None)


def seat_at(user: Any, number: str) -> Seat | None:
    """The seat that this person has taken and still has a right to, for a socket: the page before it has asked everything else."""
    seat: Any = next(iter(Seat.objects.raw(SEAT_AT, [number, user.pk])), None)
    right = rights_in(seat.sitting_id).get(user.pk) if seat else None
    if seat is None or right is None or not right.fits(seat):
        return None
    note_look_at(seat.case_id, user)
    return seat  # type: ignore[no-any-return]


def seated(entry: Entry) -> tuple[Sitting, Seat]:
    """The sitting and the seat of somebody who is inside; NotFound for everybody else."""
    if entry.sitting is None or entry.seat is None or not entry.seat.is_inside:
        raise NotFound(_("This room is for the two sides and their mediator."))
    return entry.sitting, entry.seat
