"""A centre's day: which sitting is held where."""

from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from cases.clock import DAY, midnight
from mediation.people.models import Centre
from rooms.kinds import TAKEN, Mode
from rooms.models import Booking, Place


@dataclass(frozen=True, slots=True)
class Line:
    """A room, or the screen, and what is held there in order."""

    place: Place | None
    bookings: list[Booking]


def plan_of(centre: Centre, day: date) -> list[Line]:
    """Every room in use that day, then what is held online by the centre's mediators. Numbers and mediators only, no names of parties."""
    window = DateTimeTZRange(midnight(day), midnight(day + DAY))
    rows = list(Booking.objects.filter(round__centre=centre, state__in=TAKEN, during__overlap=window).select_related("case", "mediator", "place").order_by("during"))
    rooms = Place.objects.filter(centre=centre, valid_from__lte=day).exclude(valid_to__lt=day)
    lines = [Line(room, [row for row in rows if row.place_id == room.pk]) for room in rooms]
    return [*lines, Line(None, [row for row in rows if row.mode == Mode.ONLINE])]
