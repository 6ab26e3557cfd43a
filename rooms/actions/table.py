"""Who may put something on the table of a round: the check before each deed of negotiation. Talks go on between two sittings, so no sitting has to be live."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import Side
from cases.models import Round, legal_limit
from mediation.people.models import User
from mediation.refusals import WrongMoment, WrongPerson
from rooms.kinds import OWN_ROLES, Reader
from rooms.models import Seat, Sitting
from rooms.reads.seats import right_of, seat_in


@dataclass(frozen=True, slots=True)
class Chair:
    """A person in a sitting, as what they sit there now, with the round under its lock."""

    sitting: Sitting
    seat: Seat
    reader: str
    role: str

    @property
    def leads(self) -> bool:
        """The mediator, or the second one?"""
        return self.reader == Reader.MEDIATOR


def chair(sitting_id: int, by: User, *, after_the_end: bool = False) -> Chair:
    """Return the chair of somebody inside; WrongMoment when the seat is lost or the round is over."""
    sitting = Sitting.objects.select_related("round", "mediator", "case").get(pk=sitting_id)
    # The one lock of the table: offers, answers and bids of a round happen one after another.
    sitting.round = Round.objects.select_for_update(no_key=True).get(pk=sitting.round_id)
    right, seat = right_of(by, sitting), seat_in(by, sitting)
    if right is None or seat is None or not seat.is_inside:
        raise WrongMoment(_("You have no seat in this room any more."), code="no-seat")
    if not (sitting.round.is_open or after_the_end):
        raise WrongMoment(_("This mediation has ended. What lies on the table can still be read."), code="ended")
    return Chair(sitting, seat, right.reader, right.role)


def of_a_side(taken: Chair) -> str:
    """Return the side for which this person may speak; WrongPerson for leaders and guests."""
    if taken.role not in OWN_ROLES or taken.reader not in Side.values:
        raise WrongPerson(_("Only the two sides can do this."))
    return taken.reader


def led(taken: Chair) -> Chair:
    """Let only whoever leads go on; WrongPerson otherwise."""
    if not taken.leads:
        raise WrongPerson(_("Only the mediator can do this in the room."))
    return taken


def limit(code: str) -> int:
    """The number in force today (cases/data/legal_limits.csv)."""
    return legal_limit(code, timezone.localdate(clock.now()))
