"""The page about times, as one reader may know it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from cases import clock
from cases.clock import DAY
from cases.kinds import Side
from cases.models import Case, Party
from cases.reads.roles import seats_of
from mediation.people.models import User
from rooms.kinds import Mode, Reader
from rooms.models import Booking, Wish
from rooms.reads.bookings import Presence, bookable, called_off, presence, present_booking, proposed, suits
from rooms.reads.free import Free, free_times, people_of, taken_by
from rooms.reads.terms import Terms, terms_on
from rooms.slots import is_free

WEEK = 7


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed time, who can keep it, and whether it is still free."""

    booking: Booking
    who: list[Party]
    mine: bool
    waiting: list[Party]
    free: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """One week of free times, day by day."""

    number: int
    days: list[tuple[date, list[datetime]]]
    more: bool


@dataclass(frozen=True, slots=True)
class Times:
    """Everything the page shows one reader."""

    open: bool  # can a time be found now
    leads: bool
    seats: list[Party]
    booking: Booking | None
    called_off: Booking | None  # for those who have it in a calendar
    proposals: list[Proposal]
    wish: Wish | None
    wishes: list[Wish]
    mode: str
    strip: Strip
    terms: Terms
    presence: list[Presence]
    has_begun: bool

    @property
    def may_say(self) -> bool:
        """Has this reader a say about times?"""
        return self.open and (self.leads or bool(self.seats))

    @property
    def days(self) -> list[date]:
        """The days that can be booked, for those who cannot come on some of them."""
        today = timezone.localdate()
        return [today + n * DAY for n in range(1, min(self.terms.horizon, 2 * WEEK) + 1)]


def times_for(user: User, reader: str, case: Case, *, mode: str = "", week: int = 0) -> Times:
    """Read it. Wishes are read through `visible_to` alone."""
    now, attempt, terms = clock.now(), case.latest_round, terms_on(timezone.localdate())
    seats, leads, open_now = seats_of(user, case) if reader in Side.values else [], reader == Reader.MEDIATOR, bookable(case)
    wishes = list(Wish.objects.visible_to(reader).filter(round=attempt).select_related("party").order_by("party")) if attempt else []
    own = next((row for row in wishes if seats and row.party_id == seats[0].pk), None)
    booking = present_booking(attempt) if attempt else None
    chosen = booking.mode if booking and booking.is_fixed else mode if mode in Mode.values else own.mode if own and own.mode else Mode.ONLINE
    free = Free(chosen, terms.lengths[chosen])
    if open_now and attempt and (leads or seats):
        free = free_times(case, attempt, chosen, terms, at=now, moving=booking.pk if booking and booking.is_fixed else None)
    return Times(
        open=open_now,
        leads=leads,
        seats=seats,
        booking=booking,
        called_off=called_off(attempt, now) if attempt and not (booking and booking.is_fixed) else None,
        proposals=_proposals(case, seats, now) if open_now and reader != Reader.JOINT else [],
        wish=own,
        wishes=wishes if leads else [],
        mode=chosen,
        strip=_strip(free, week),
        terms=terms,
        presence=presence(booking, case) if booking and leads else [],
        has_begun=booking is not None and booking.begins <= now,
    )


def _proposals(case: Case, seats: list[Party], now: datetime) -> list[Proposal]:
    attempt = case.open_round
    rows = proposed(attempt, now) if attempt else []
    if attempt is None or not rows:
        return []
    busy = taken_by([*people_of(case), attempt.mediator_id], (now, max(row.ends for row in rows)))
    mine = {party.pk for party in seats}
    found = []
    for row in rows:
        said = suits(row, case)
        who, waiting = [p for p in case.parties.all() if p.pk in said], [p for p in case.parties.all() if p.pk not in said]
        found.append(Proposal(row, who, bool(mine) and mine <= said, waiting, is_free((row.begins, row.ends), busy)))
    return found


def _strip(free: Free, week: int) -> Strip:
    """One week of free times; the first is the one with the first free time."""
    by_day: dict[date, list[datetime]] = {}
    for begins in free.times:
        by_day.setdefault(timezone.localdate(begins), []).append(begins)
    if not by_day:
        return Strip(0, [], more=False)
    first = min(by_day)
    last_week = (max(by_day) - first).days // WEEK
    number = min(max(week, 0), last_week)
    begin = first + timedelta(days=number * WEEK)
    return Strip(number, [(day, by_day[day]) for day in sorted(by_day) if begin <= day < begin + timedelta(days=WEEK)], more=number < last_week)
