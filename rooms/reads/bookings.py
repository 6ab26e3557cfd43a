"""Questions about bookings: what is coming, what is proposed, who came."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from cases import clock
from cases.kinds import ContactChannel, RoundState
from cases.models import Case, Contact, Party, Round
from cases.reads.roles import seats_of
from mediation.people.models import User
from mediation.people.roles import Role
from mediation.people.rules import holds
from rooms.kinds import TAKEN, BookingState
from rooms.models import Arrival, Booking, Choice, Place, Seat, Wish

BOOKABLE = (RoundState.SCHEDULING, RoundState.IN_PROGRESS)


def bookable(case: Case) -> bool:
    """Can a time be found now: everybody has said yes, and the talks are not over?"""
    attempt = case.open_round
    return attempt is not None and attempt.mediator_id is not None and attempt.state in BOOKABLE and not case.erased_at


def coming(attempt: Round | None) -> Booking | None:
    """The fixed time of a round."""
    if attempt is None:
        return None
    return Booking.objects.select_related("case", "place__centre", "mediator", "round").filter(round=attempt, state=BookingState.FIXED).first()


def present_booking(attempt: Round) -> Booking | None:
    """The fixed time of a round, or else the one that is being held or was held last."""
    held = Booking.objects.select_related("case", "place__centre", "mediator", "round").filter(round=attempt, state=BookingState.HELD).order_by("during").last()
    return coming(attempt) or held


def called_off(attempt: Round, now: datetime) -> Booking | None:
    """The last time that was fixed, still lies ahead and was cancelled: it has to leave people's calendars."""
    rows = Booking.objects.filter(round=attempt, state=BookingState.CANCELLED, sequence__gt=0, during__endswith__gt=now)
    return rows.order_by("changed_at").last()


def proposed(attempt: Round, now: datetime) -> list[Booking]:
    """The proposals that still lie ahead, the earliest first."""
    rows = Booking.objects.filter(round=attempt, mediator=attempt.mediator, state=BookingState.PROPOSED, during__startswith__gt=now)
    return list(rows.select_related("case").prefetch_related("choices").order_by("during"))


def due_now(attempt: Round, early: timedelta, now: datetime) -> Booking | None:
    """The fixed time that a sitting opened now belongs to."""
    rows = Booking.objects.filter(round=attempt, mediator=attempt.mediator, state=BookingState.FIXED)
    return rows.filter(during__startswith__lte=now + early, during__endswith__gt=now).first()


def suits(booking: Booking, case: Case) -> set[int]:
    """The parties who can keep a time; who is spoken for by an elected speaker follows the speaker."""
    said = {choice.party_id for choice in booking.choices.all()}
    return {party.pk for party in case.parties.all() if party.pk in said or party.speaker.pk in said}


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a party came to a sitting; `noted` when it is on record that it did not."""

    party: Party
    came: bool
    noted: bool


def presence(booking: Booking, case: Case) -> list[Presence]:
    """Everybody who is expected, checked in or seated."""
    came = set(booking.arrivals.values_list("party_id", flat=True))
    seated = set(Seat.objects.filter(sitting=booking.sitting_id, admitted_at__isnull=False).values_list("user_id", flat=True)) if booking.sitting_id else set()
    noted = set(Contact.objects.filter(case=case, channel=ContactChannel.SITTING, at__gte=booking.begins).values_list("party_id", flat=True))
    return [Presence(p, p.pk in came or bool(seated & {p.user_id, *p.agents}), p.pk in noted) for p in case.parties.all()]


def expected_at(place: Place, user: User, *, early: timedelta) -> list[tuple[Booking, list[Party]]]:
    """The sittings at a place to which this person is expected now, with the parties the person comes for."""
    now = clock.now()
    rows = Booking.objects.filter(place=place, state__in=TAKEN, during__startswith__lte=now + early, during__endswith__gt=now).select_related("case", "sitting", "place__centre")
    found = [(booking, seats_of(user, booking.case)) for booking in rows]
    return [(booking, parties) for booking, parties in found if parties]


def next_of(user: User, *, now: datetime, limit: int = 5) -> list[Booking]:
    """The next sittings of somebody, as mediator or at the table."""
    mine = Q(case__in=Party.objects.of(user).values("case"))
    if any(post.role == Role.MEDIATOR for post in user.posts):
        mine |= Q(mediator=user)
    rows = Booking.objects.filter(mine, state=BookingState.FIXED, during__endswith__gt=now)
    return list(rows.select_related("case", "place__centre").order_by("during")[:limit])


def dates_for(user: User, since: datetime) -> QuerySet[Booking]:
    """What somebody's calendar shows: the sittings of their cases, and as a mediator those they lead."""
    mine = Q(case__in=Party.objects.of(user).values("case"))
    if holds(user, Role.MEDIATOR):
        mine |= Q(mediator=user)
    return Booking.objects.filter(mine, state__in=TAKEN, during__endswith__gt=since).select_related("case", "place__centre", "round__centre")


def booked_by(user: Any) -> list[dict[str, Any]]:
    """What this person said about times and needs, for their own data."""
    parties = Party.objects.of(user).values("pk")
    wishes = Wish.objects.filter(party__in=parties).select_related("round__case")
    choices = Choice.objects.filter(party__in=parties).select_related("booking__case")
    arrivals = Arrival.objects.filter(party__in=parties).select_related("booking__case")
    found: list[dict[str, Any]] = [{"case": w.round.case.number, "at": w.at, "needs": w.needs, "impossible_days": [day.isoformat() for day in w.days]} for w in wishes]
    found += [{"case": c.booking.case.number, "at": c.at, "can_keep": c.booking.begins} for c in choices]
    return found + [{"case": a.booking.case.number, "at": a.at, "came_to": a.booking.begins} for a in arrivals]
