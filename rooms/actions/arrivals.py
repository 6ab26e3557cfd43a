"""Who came: checked in with the code on the wall, or ticked by the mediator; and the sitting that a booking becomes."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.contact import note_contact
from cases.actions.move import lock
from cases.kinds import ContactChannel, ContactOutcome
from cases.models import Party
from cases.rules import is_its_mediator
from mediation.people.models import User
from mediation.refusals import NotFound, WrongMoment, WrongPerson
from rooms.actions.seats import take_seat
from rooms.kinds import TAKEN, BookingState
from rooms.models import Arrival, Booking, Place, Sitting
from rooms.reads.bookings import expected_at, presence
from rooms.reads.terms import terms_on


@transaction.atomic
def check_in(token: str, *, by: User) -> list[Booking]:
    """Somebody is at a place: note it for every sitting there that waits for them now, and sit down where one is open. NotFound for everybody else."""
    place = Place.objects.filter(token=token.upper()).first()
    waiting = expected_at(place, by, early=terms_on(timezone.localdate()).early) if place else []
    if not waiting:
        raise NotFound(_("No sitting waits for you here at this time. Please ask at the desk of the centre."))
    for booking, parties in waiting:
        _note(booking, [party.pk for party in parties], entered_by=None)
        if booking.sitting is not None and booking.sitting.is_live:
            take_seat(booking.sitting.pk, by=by)
    return [booking for booking, _parties in waiting]


@transaction.atomic
def tick(booking_id: int, *, by: User, party_id: int) -> None:
    """The mediator sees that a party is there."""
    booking = _of_mediator(booking_id, by, party_id)
    _note(booking, [party_id], entered_by=by)


@transaction.atomic
def miss(booking_id: int, *, by: User, party_id: int) -> None:
    """A party did not come: noted among the contacts, never punished (规则 15, 21). Once for each sitting."""
    booking = _of_mediator(booking_id, by, party_id)
    row = next(row for row in presence(booking, booking.case) if row.party.pk == party_id)
    if row.came or row.noted or booking.begins > clock.now():
        raise WrongMoment(_("This is noted already, or the sitting has not begun."))
    note_contact(party_id, by=by, channel=ContactChannel.SITTING, outcome=ContactOutcome.NO_SHOW)


def begin_booked(booking: Booking, sitting: Sitting) -> None:
    """The sitting that was booked is open: whoever has checked in takes a seat."""
    booking.state, booking.sitting, booking.changed_at = BookingState.HELD, sitting, clock.now()
    booking.save(update_fields=["state", "sitting", "changed_at"])
    here = Arrival.objects.filter(booking=booking).values("party")
    for person in User.objects.filter(pk__in=Party.objects.filter(pk__in=here, user__isnull=False).values("user"), is_active=True):
        take_seat(sitting.pk, by=person)


def _of_mediator(booking_id: int, by: User, party_id: int) -> Booking:
    case = lock(Booking.objects.values_list("case_id", flat=True).get(pk=booking_id))
    booking = Booking.objects.select_related("case").get(pk=booking_id)
    if not is_its_mediator.test(by, case):
        raise WrongPerson(_("Only the mediator of this round can do this."))
    if booking.state not in TAKEN or not any(p.pk == party_id for p in case.parties.all()):
        raise WrongMoment(_("This time is not fixed any more. Please reload the page."))
    booking.case = case
    return booking


def _note(booking: Booking, parties: list[int], *, entered_by: User | None) -> None:
    rows = [Arrival(booking=booking, party_id=pk, entered_by=entered_by, at=clock.now()) for pk in parties]
    Arrival.objects.bulk_create(rows, ignore_conflicts=True)
