"""Which times are free for everybody in a round: the mediator's hours within the centre's, minus what is taken and what parties cannot do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from cases.clock import DAY, SATURDAY, Span, midnight
from cases.models import Case, Round
from cases.reads.calendar import calendar, hours_of
from rooms import slots
from rooms.kinds import Mode, Need
from rooms.models import Claim, DayOff, Hours, Place, Wish
from rooms.reads.terms import Terms


@dataclass(frozen=True, slots=True)
class Free:
    """The times at which a sitting can begin."""

    mode: str
    length: timedelta
    times: list[datetime] = field(default_factory=list)

    def next(self, count: int, after: datetime) -> list[datetime]:
        """The next free ones from a moment on."""
        return [begins for begins in self.times if begins >= after][:count]


def people_of(case: Case) -> list[int]:
    """Everybody who sits at the table for a party, by key and in order."""
    return sorted({pk for party in case.parties.all() for pk in (party.user_id, *party.agents) if pk})


def free_times(case: Case, attempt: Round, mode: str, terms: Terms, *, at: datetime, moving: int | None = None) -> Free:
    """The beginnings that suit everybody, within the days that can be booked; `moving` names a booking whose own time counts as free."""
    length, today = terms.lengths[mode], timezone.localdate(at)
    spans = _mediating(attempt, mode, terms, at)
    days = (day for row in Wish.objects.filter(round=attempt).values_list("days", flat=True) for day in row)
    spans = slots.without(spans, (slots.whole_days(day, day) for day in days))
    window: Span = (at, midnight(today + (terms.horizon + 1) * DAY))
    busy = taken_by([*people_of(case), attempt.mediator_id], window, moving=moving)
    found = slots.beginnings(slots.without(spans, busy), length=length, grid=terms.grid, earliest=at + terms.lead)
    if mode == Mode.ONLINE:
        return Free(mode, length, list(found))
    rooms = taken_in(places_for(attempt, at), window, moving=moving)
    return Free(mode, length, [begins for begins in found if any(slots.is_free((begins, begins + length), taken) for taken in rooms.values())])


def _mediating(attempt: Round, mode: str, terms: Terms, at: datetime) -> list[Span]:
    """When the mediator mediates: the own hours, or the usual day; at the centre only there, and never when it is closed."""
    first, days, known = timezone.localdate(at), terms.horizon + 1, calendar()
    own = Hours.objects.filter(user=attempt.mediator_id)
    rows = own.filter(centre=attempt.centre_id) if mode == Mode.OFFLINE else own
    windows = [slots.Window(row.weekday, row.begins, row.ends) for row in rows]
    if not windows and not own.exists():
        windows = [slots.Window(weekday, *terms.day) for weekday in range(SATURDAY)]
    spans = slots.open_spans(first, days, windows, known)
    if centre := hours_of(attempt.centre_id).windows:
        spans = slots.common(spans, slots.open_spans(first, days, [slots.Window(day, *hours) for day, hours in centre.items()], known))
    off = DayOff.objects.filter(user=attempt.mediator_id, last__gte=first).values_list("first", "last")
    return slots.without(spans, (slots.whole_days(begins, ends) for begins, ends in off))


def places_for(attempt: Round, at: datetime) -> list[Place]:
    """The rooms of the round's centre in which it can be held, the smallest first; without steps when a party needs that."""
    today = timezone.localdate(at)
    rooms = Place.objects.filter(centre=attempt.centre_id, valid_from__lte=today).exclude(valid_to__lt=today).order_by("seats", "pk")
    if Wish.objects.filter(round=attempt, needs__contains=[Need.ACCESS]).exists():
        rooms = rooms.filter(accessible=True)
    return list(rooms)


def taken_by(people: Iterable[int | None], window: Span, *, moving: int | None = None) -> list[Span]:
    """When any of these people is at a sitting."""
    rows = _within(Claim.objects.filter(person__in=[pk for pk in people if pk]), window, moving).values_list("during", flat=True)
    return [(row.lower, row.upper) for row in rows]


def taken_in(places: list[Place], window: Span, *, moving: int | None = None) -> dict[int, list[Span]]:
    """When each of these places is in use."""
    found: dict[int, list[Span]] = {place.pk: [] for place in places}
    for place, during in _within(Claim.objects.filter(place__in=places), window, moving).values_list("place_id", "during"):
        found[place or 0].append((during.lower, during.upper))
    return found


def _within(claims: models.QuerySet[Claim], window: Span, moving: int | None) -> models.QuerySet[Claim]:
    return claims.filter(during__overlap=DateTimeTZRange(*window)).exclude(booking=moving)
