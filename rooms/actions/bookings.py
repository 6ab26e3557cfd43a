"""Find a time together: propose, say yes, fix, move, cancel. The only door of `Booking`."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import Audience, Way
from cases.models import Case, Party, Round
from cases.reads.roles import seats_of
from cases.rules import is_its_mediator
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions import claims
from rooms.actions.remind import News, remember, spread
from rooms.kinds import REASONS_TO_CANCEL, BookingState, Mode, WhyOff
from rooms.models import Booking, Choice
from rooms.reads.bookings import bookable, coming, suits
from rooms.reads.free import free_times
from rooms.reads.terms import terms_on

S = BookingState


@transaction.atomic
def propose(case_id: int, *, by: User, mode: str, times: list[datetime]) -> list[Booking]:
    """Propose times. The mediator's replace what was proposed before; a party's are added, with its own yes. Nothing is taken yet."""
    case, attempt = _open(case_id)
    leads, mine = is_its_mediator.test(by, case), seats_of(by, case)
    if not leads and not mine:
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    terms, at = terms_on(timezone.localdate()), clock.now()
    waiting = Booking.objects.filter(round=attempt, state=S.PROPOSED)
    if leads:
        _drop(waiting, WhyOff.REPLACED)
    _drop(waiting.filter(during__startswith__lte=at), WhyOff.MISSED)
    known = {(row.mode, row.begins) for row in waiting.all()}
    wanted = [begins for begins in dict.fromkeys(times) if (mode, begins) not in known]
    if mode not in Mode.values or not wanted:
        raise Invalid(_("Please choose at least one time."), fields={"slot": [_("Please choose at least one time.")]})
    if len(known) + len(wanted) > terms.proposals:
        raise Invalid(_("At most %(n)d times can be proposed at once. Take some off, or answer the ones that are there.") % {"n": terms.proposals})
    free = free_times(case, attempt, mode, terms, at=at)
    if not set(wanted) <= set(free.times):
        raise claims.taken()
    made = [_new(case, attempt, mode, DateTimeTZRange(begins, begins + free.length), by=by) for begins in wanted]
    for booking in made:
        booking.save()
        _say_yes(booking, mine, by=None, way=Way.SELF)
    spread(made[0], News.PROPOSED, by=by)
    return made


@transaction.atomic
def choose(booking_id: int, *, by: User, party_id: int | None = None, way: str = Way.SELF) -> Booking:
    """A party can keep a proposed time; the last yes fixes it. The mediator enters a yes that was given by telephone."""
    case, attempt = _open(Booking.objects.values_list("case_id", flat=True).get(pk=booking_id))
    booking = Booking.objects.select_for_update().select_related("round").get(pk=booking_id)
    if booking.state != S.PROPOSED or booking.round_id != attempt.pk or booking.begins <= clock.now():
        raise WrongMoment(_("This time is not on offer any more. Please look at the times below."))
    if party_id is None:
        parties = seats_of(by, case)
        if not parties:
            raise WrongPerson(_("Everybody decides for themselves."))
        _say_yes(booking, parties, by=None, way=Way.SELF)
    else:
        _only_mediator(by, case)
        _say_yes(booking, [p for p in case.parties.all() if p.pk == party_id], by=by, way=_spoken(way))
    if suits(booking, case) == {party.pk for party in case.parties.all()}:
        _fix(case, booking, by=by)
    return booking


@transaction.atomic
def decline_all(case_id: int, *, by: User) -> None:
    """None of the proposed times suits: they are off the table, and the mediator is told."""
    case, attempt = _open(case_id)
    if not seats_of(by, case):
        raise WrongPerson(_("Everybody decides for themselves."))
    waiting = list(Booking.objects.filter(round=attempt, state=S.PROPOSED))
    if not waiting:
        raise WrongMoment(_("This time is not on offer any more. Please look at the times below."))
    spread(waiting[0], News.DECLINED, by=by)
    _drop(waiting, WhyOff.UNSUITABLE)


@transaction.atomic
def fix(case_id: int, *, by: User, mode: str, begins: datetime, way: str) -> Booking:
    """The mediator enters a time to which everybody has agreed by telephone or in writing."""
    case, attempt = _open(case_id)
    _only_mediator(by, case)
    said, terms = _spoken(way), terms_on(timezone.localdate())
    if mode not in Mode.values:
        raise Invalid(_("Please choose at least one time."), fields={"slot": [_("Please choose at least one time.")]})
    _within(begins, terms.horizon)
    booking = _new(case, attempt, mode, DateTimeTZRange(begins, begins + terms.lengths[mode]), by=by)
    booking.save()
    _say_yes(booking, case.parties.all(), by=by, way=said)
    _fix(case, booking, by=by)
    return booking


@transaction.atomic
def move(booking_id: int, *, by: User, begins: datetime) -> Booking:
    """The mediator moves a fixed time to another one that everybody can keep. Calendars follow: same UID, next SEQUENCE."""
    case, booking = _fixed(booking_id)
    _only_mediator(by, case)
    _within(begins, terms_on(timezone.localdate()).horizon)
    before = booking.begins
    booking.during = DateTimeTZRange(begins, begins + (booking.ends - before))
    claims.take(booking, case)
    _change(booking, "during", "place")
    _record(case, "sitting_moved", booking, by=by, more={"from": _utc(before)})
    spread(booking, News.MOVED, by=by)
    remember(booking)
    return booking


@transaction.atomic
def cancel(booking_id: int, *, by: User, reason: str) -> Booking:
    """A party cannot come, or the mediator cannot hold it. Nobody is worse off for it (规则 21); another time can be found."""
    case, booking = _fixed(booking_id)
    if not is_its_mediator.test(by, case) and not seats_of(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if reason not in REASONS_TO_CANCEL:
        raise Invalid(_("Please choose a reason."), fields={"reason": [_("Please choose a reason.")]})
    _cancel(case, booking, WhyOff(reason), by=by)
    return booking


@transaction.atomic
def end_with_the_mediator(case_id: int, *, by: Any) -> None:
    """The round is over or has another mediator: what was booked with this one is off."""
    if not Booking.objects.filter(case=case_id, state__in=(S.PROPOSED, S.FIXED)).exists():
        return
    case = lock(case_id)
    rows = Booking.objects.select_related("round").filter(case=case, state__in=(S.PROPOSED, S.FIXED))
    stale = [row for row in rows if not row.round.is_open or row.round.mediator_id != row.mediator_id]
    _drop([row for row in stale if row.state == S.PROPOSED], WhyOff.ENDED)
    for booking in stale:
        if booking.state == S.FIXED:
            _cancel(case, booking, WhyOff.ENDED, by=by)


def _open(case_id: int) -> tuple[Case, Round]:
    case = lock(case_id)
    if case.open_round is None or not bookable(case):
        raise WrongMoment(_("A time can be found when everybody has agreed to talk, and for as long as the talks go on."))
    return case, case.open_round


def _fixed(booking_id: int) -> tuple[Case, Booking]:
    case = lock(Booking.objects.values_list("case_id", flat=True).get(pk=booking_id))
    booking = Booking.objects.select_for_update(of=("self",)).select_related("round").get(pk=booking_id)
    if booking.state != S.FIXED:
        raise WrongMoment(_("This time is not fixed any more. Please reload the page."))
    return case, booking


def _within(begins: datetime, days: int) -> None:
    if not clock.now() < begins < clock.midnight(timezone.localdate() + (days + 1) * clock.DAY):
        raise Invalid(_("Please choose a time that lies ahead, within the days that can be booked."))


def _only_mediator(by: User, case: Case) -> None:
    if not is_its_mediator.test(by, case):
        raise WrongPerson(_("Only the mediator of this round can do this."))


def _spoken(way: str) -> str:
    if way not in (Way.SPOKEN, Way.WRITTEN):
        raise Invalid(_("Please say how this person said it."), fields={"way": [_("Please choose one.")]})
    return way


def _new(case: Case, attempt: Round, mode: str, during: DateTimeTZRange, *, by: User) -> Booking:
    at, mediator = clock.now(), attempt.mediator_id or 0  # `bookable` has seen that there is one
    return Booking(case=case, round=attempt, mediator_id=mediator, mode=mode, during=during, uid=f"{uuid4()}@mediation", made_by=by, made_at=at, changed_at=at)


def _say_yes(booking: Booking, parties: Iterable[Party], *, by: User | None, way: str) -> None:
    at = clock.now()
    rows = [Choice(booking=booking, party=party, way=way, entered_by=by, at=at) for party in parties]
    Choice.objects.bulk_create(rows, ignore_conflicts=True)


def _fix(case: Case, booking: Booking, *, by: User) -> None:
    """Everybody can keep it: take people and place, and let the other proposals go."""
    old = coming(booking.round)
    if old is not None:
        if old.ends > clock.now():
            raise WrongMoment(_("A time is fixed already. Move it or cancel it first."))
        _drop([old], WhyOff.MISSED)
        claims.give_back(old)
    claims.take(booking, case)
    booking.state = S.FIXED
    _change(booking, "state", "place")
    _drop(Booking.objects.filter(round=booking.round, state=S.PROPOSED), WhyOff.REPLACED)
    _record(case, "sitting_booked", booking, by=by)
    spread(booking, News.FIXED, by=by)
    remember(booking)


def _cancel(case: Case, booking: Booking, reason: WhyOff, *, by: Any) -> None:
    claims.give_back(booking)
    booking.state, booking.reason = S.CANCELLED, reason
    _change(booking, "state", "reason")
    _record(case, "sitting_cancelled", booking, by=by, more={"reason": str(reason)})
    spread(booking, News.CANCELLED, by=by)


def _change(booking: Booking, *fields: str) -> None:
    """Save what people are told of: the next SEQUENCE."""
    booking.sequence, booking.changed_at = booking.sequence + 1, clock.now()
    booking.save(update_fields=[*fields, "sequence", "changed_at"])


def _drop(rows: Iterable[Booking], reason: WhyOff) -> None:
    """Take times off the table that nobody has in a calendar."""
    Booking.objects.filter(pk__in=[row.pk for row in rows]).update(state=S.CANCELLED, reason=reason, changed_at=clock.now())


def _record(case: Case, name: str, booking: Booking, *, by: Any, more: dict[str, Any] | None = None) -> None:
    facts = {"round": booking.round.number, "mode": str(booking.mode), "begins": _utc(booking.begins), "ends": _utc(booking.ends)} | (more or {})
    record.record(case, name, by=by, at=clock.now(), law="规则 16", facts=facts, audience=Audience.ALL)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
