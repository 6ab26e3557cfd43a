"""A mediator's week and days off; the rooms of a centre."""

from datetime import date, time
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.reference import keep_table
from mediation.people.models import Centre, User
from mediation.people.reads import centres_of
from mediation.people.roles import CentreKind, Role
from mediation.people.rules import holds
from mediation.refusals import Invalid, NotFound, WrongMoment, WrongPerson
from mediation.tokens import random_token
from rooms.models import BookingRule, Claim, DayOff, Hours, Place

DATA = Path(__file__).resolve().parent.parent / "data"
MOST_ROWS = 60  # nobody has more hours or days off than that


@transaction.atomic
def add_hours(*, by: User, centre: Centre, weekday: int, begins: time, ends: time) -> Hours:
    """A mediator says when they mediate at a centre."""
    _mediates(by, centre)
    mine = Hours.objects.filter(user=by, weekday=weekday)
    if begins >= ends or mine.filter(begins__lt=ends, ends__gt=begins).exists() or Hours.objects.filter(user=by).count() >= MOST_ROWS:
        raise Invalid(_("Hours end after they begin, and do not overlap with others of the same day."), fields={"ends": [_("Please check the times.")]})
    return Hours.objects.create(user=by, centre=centre, weekday=weekday, begins=begins, ends=ends)


def drop_hours(pk: int, *, by: User) -> None:
    """Take hours off; what is booked stays booked."""
    _mine(Hours.objects.filter(pk=pk, user=by).delete())


@transaction.atomic
def add_days_off(*, by: User, first: date, last: date) -> DayOff:
    """A mediator is away. What is booked in these days stays booked and has to be moved by hand."""
    if not first <= last or last < timezone.localdate() or (last - first).days > 366 or DayOff.objects.filter(user=by).count() >= MOST_ROWS:
        raise Invalid(_("The last day must not be before the first."), fields={"last": [_("Please check the days.")]})
    return DayOff.objects.create(user=by, first=first, last=last)


def drop_days_off(pk: int, *, by: User) -> None:
    """Back earlier than planned."""
    _mine(DayOff.objects.filter(pk=pk, user=by).delete())


@transaction.atomic
def add_place(centre: Centre, *, by: User, name: str, seats: int, accessible: bool) -> Place:
    """A room at a centre in which people can meet."""
    _manages(by, centre)
    try:
        with transaction.atomic():
            return Place.objects.create(centre=centre, name=name, seats=seats, accessible=accessible, token=random_token(20), valid_from=timezone.localdate())
    except IntegrityError as twice:
        raise Invalid(_("There is a room of this name already."), fields={"name": [_("There is a room of this name already.")]}) from twice


@transaction.atomic
def close_place(pk: int, centre: Centre, *, by: User) -> None:
    """The room is not used any more from tomorrow; while something is booked in it, it stays."""
    _manages(by, centre)
    place = Place.objects.select_for_update().filter(pk=pk, centre=centre, valid_to=None).first()
    if place is None:
        raise NotFound(_("There is no such room."))
    if Claim.objects.filter(place=place, during__endswith__gt=clock.now()).exists():
        raise WrongMoment(_("Something is booked in this room. Move it first."))
    place.valid_to = timezone.localdate()
    place.save(update_fields=["valid_to"])


def load_rules() -> int:
    """Load the service settings of booking; running it again changes nothing."""
    return keep_table(DATA / "booking_rules.csv", BookingRule, ("code", "valid_from"))


def furnish_demo() -> None:
    """Give each mediation centre of the demonstration two rooms."""
    today = timezone.localdate()
    rooms = (("一号调解室", 8, True), ("二号调解室", 5, False))
    Place.objects.bulk_create(
        Place(centre=centre, name=name, seats=seats, accessible=accessible, token=random_token(20), valid_from=today)
        for centre in Centre.objects.filter(kind=CentreKind.MEDIATION)
        for name, seats, accessible in rooms
    )


def _mediates(by: User, centre: Centre) -> None:
    if not holds(by, Role.MEDIATOR, centre.pk):
        raise WrongPerson(_("You do not mediate at this centre."))


def _manages(by: User, centre: Centre) -> None:
    if not centres_of(by).filter(pk=centre.pk).exists():
        raise WrongPerson(_("Only the administrator, or the manager of the same centre, can do this."))


def _mine(deleted: tuple[int, Any]) -> None:
    if not deleted[0]:
        raise NotFound(_("This was taken off already."))
