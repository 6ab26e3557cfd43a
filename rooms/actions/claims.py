"""Take people and a place for the time of a booking, and give them back."""

from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from cases import clock
from cases.models import Case
from mediation.people.models import User
from mediation.refusals import WrongMoment
from rooms.kinds import Mode
from rooms.models import Booking, Claim, Place
from rooms.reads.free import people_of, places_for

GONE = "taken"  # the code of the refusal: pages show the next free times with it


def take(booking: Booking, case: Case) -> None:
    """Claim everybody and everything that a booking needs, or refuse; for a moved booking in place of what it had.

    The rows are locked in one order first, so that two who want the same wait for each other instead of
    meeting in a deadlock inside the exclusion constraint; the constraint is the last guard.
    """
    people = sorted({*people_of(case), booking.mediator_id})
    _wait_for(User.objects.filter(pk__in=people))
    give_back(booking)
    if Claim.objects.filter(person__in=people, during__overlap=booking.during).exists():
        raise taken()
    booking.place = _free_place(booking) if booking.mode == Mode.OFFLINE else None
    claims = [Claim(booking=booking, person_id=pk, during=booking.during) for pk in people]
    if booking.place is not None:
        claims.append(Claim(booking=booking, place=booking.place, during=booking.during))
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(claims)
    except IntegrityError as clash:
        raise taken() from clash


def _wait_for(rows: QuerySet[Any]) -> None:
    """Lock rows by key, or refuse when others keep them too long."""
    try:
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    except OperationalError as late:
        if not isinstance(late.__cause__, LockNotAvailable):
            raise
        raise WrongMoment(_("Many people are booking at this moment. Nothing was changed; please try again."), code=GONE) from late


def give_back(booking: Booking) -> None:
    """Free what a booking has taken."""
    Claim.objects.filter(booking=booking).delete()


def taken() -> WrongMoment:
    """Somebody was faster."""
    return WrongMoment(_("Somebody else took this time a moment ago. Nothing was changed; please choose another time."), code=GONE)


def _free_place(booking: Booking) -> Place:
    """The smallest room that is free; all of the centre's are locked, so nobody takes it meanwhile."""
    rooms = places_for(booking.round, clock.now())
    _wait_for(Place.objects.filter(pk__in=[room.pk for room in rooms]))
    busy = set(Claim.objects.filter(place__in=rooms, during__overlap=booking.during).values_list("place_id", flat=True))
    free = next((room for room in rooms if room.pk not in busy), None)
    if free is None:
        raise taken()
    return free
