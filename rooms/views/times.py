"""The page about times: what is fixed, what is proposed, what is free, what a party needs. One tap a deed, also without scripts."""

from collections.abc import Callable
from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.clock import SHANGHAI
from cases.kinds import Way
from cases.models import Case
from cases.reads.roles import seat_of
from mediation.diary.ics import file_response
from mediation.parsing import key_in
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound, Refusal, WrongPerson
from rooms.actions import arrivals, bookings, wishes
from rooms.actions.claims import GONE
from rooms.fanout import turn_page
from rooms.ics import entry_of
from rooms.kinds import REASONS_TO_CANCEL, BookingState, Mode, Need, Reader
from rooms.models import Booking
from rooms.reads.entry import Entry, entry_for
from rooms.reads.free import free_times
from rooms.reads.panels import answer_with
from rooms.reads.terms import terms_on
from rooms.reads.times import Times, times_for

PANEL = "times"
OFFERED_INSTEAD = 3


@login_required
def times(request: SignedIn, number: str) -> HttpResponse:
    """Show it, and do what was pressed."""
    entry, reader = _at_the_door(request, number)
    if request.method == "POST":
        try:
            _deed(request.POST.get("deed", ""))(request, entry.case)
        except Refusal as refusal:
            return _page(request, entry, reader, refusal)
        if entry.sitting is not None:
            turn_page(entry.sitting.pk, PANEL, _concerned(request, reader))
        return redirect("rooms:times", number=number)
    return _page(request, entry, reader)


@login_required
def calendar(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """A fixed or cancelled time as a file for the own calendar."""
    entry, _reader = _at_the_door(request, number)
    asked = Booking.objects.select_related("case", "place__centre", "round__centre").filter(sequence__gt=0)
    booking = get_object_or_404(asked, pk=pk, case=entry.case)
    alarms = terms_on(timezone.localdate()).reminders[-2:]
    return file_response(entry_of(booking), reader=request.user, alarms=alarms, name=entry.case.number)


def _at_the_door(request: SignedIn, number: str) -> tuple[Entry, str]:
    """Whoever has a seat by the case, whether the room is open or not; strangers meet 404."""
    entry = entry_for(request.user, number)
    if entry.right is None:
        raise NotFound(_("This room is for the two sides and their mediator."))
    return entry, entry.right.reader


def _page(request: SignedIn, entry: Entry, reader: str, refusal: Refusal | None = None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    case = Case.objects.for_reading().get(pk=entry.case.pk)
    week = sent.get("week", "")
    page = times_for(request.user, reader, case, mode=sent.get("mode", ""), week=int(week) if week in set("0123456789") and week else 0)
    facts = {
        "case": case,
        "page": page,
        "reader": reader,
        "refused": refusal.sentence if refusal else "",
        "instead": _instead(case, page, request) if refusal and refusal.code == GONE else [],
        "chosen": request.POST.getlist("slot"),
        "looking": "mode" in request.GET,
        "modes": Mode.choices,
        "needs": Need.choices,
        "ways": [(way.value, way.label) for way in (Way.SPOKEN, Way.WRITTEN)],
        "reasons": [(reason.value, reason.label) for reason in REASONS_TO_CANCEL],
    }
    return answer_with(request, PANEL, facts, status=refusal.status if refusal else 200)


def _instead(case: Case, page: Times, request: SignedIn) -> list[datetime]:
    """The next free times after the one that was lost, or the first ones when none are left after it."""
    attempt = case.open_round
    if attempt is None:
        return []
    lost = Booking.objects.filter(pk=key_in(request.POST, "booking"), case=case).first()
    mode = lost.mode if lost and lost.state == BookingState.PROPOSED else page.mode
    free = free_times(case, attempt, mode, page.terms, at=clock.now())
    slots = request.POST.getlist("slot")
    wanted = _moment(slots[0]) if slots else lost.begins if lost else clock.now()
    return free.next(OFFERED_INSTEAD, wanted) or free.times[:OFFERED_INSTEAD]


def _concerned(request: SignedIn, reader: str) -> tuple[str, ...]:
    """Whose open pages have something new: needs and impossible days are for the own side and the mediator."""
    if request.POST.get("deed") in ("wish", "days"):
        return (Reader.MEDIATOR, reader)
    return (Reader.MEDIATOR, Reader.APPLICANT, Reader.RESPONDENT, Reader.JOINT)


def _deed(name: str) -> Callable[[SignedIn, Case], object]:
    if name not in DEEDS:
        raise Invalid(_("Please choose what to do."))
    return DEEDS[name]


def _moment(said: str) -> datetime:
    """A time as the page wrote it: of the district's clock, to the minute."""
    try:
        return datetime.strptime(said[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=SHANGHAI)
    except ValueError as wrong:
        raise Invalid(_("Please choose one of the times shown."), fields={"slot": [_("Please choose one of the times shown.")]}) from wrong


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said[:10])
    except ValueError as wrong:
        raise Invalid(_("Please choose days that can be booked.")) from wrong


def _slots(request: SignedIn) -> list[datetime]:
    return [_moment(said) for said in request.POST.getlist("slot")[:20]]


def _one_slot(request: SignedIn) -> datetime:
    found = _slots(request)
    if len(found) != 1:
        raise Invalid(_("Please choose exactly one time for this."), fields={"slot": [_("Please choose exactly one time for this.")]})
    return found[0]


def _own_party(request: SignedIn, case: Case) -> int:
    seat = seat_of(request.user, case)
    if seat is None:
        raise WrongPerson(_("Everybody decides for themselves."))
    return seat.pk


def _booking(request: SignedIn, case: Case) -> int:
    return get_object_or_404(Booking, pk=key_in(request.POST, "booking"), case=case).pk


def _propose(request: SignedIn, case: Case) -> object:
    return bookings.propose(case.pk, by=request.user, mode=request.POST.get("mode", ""), times=_slots(request))


def _fix(request: SignedIn, case: Case) -> object:
    return bookings.fix(case.pk, by=request.user, mode=request.POST.get("mode", ""), begins=_one_slot(request), way=request.POST.get("way", ""))


def _choose(request: SignedIn, case: Case) -> object:
    party = key_in(request.POST, "party") or None
    return bookings.choose(_booking(request, case), by=request.user, party_id=party, way=request.POST.get("way", ""))


def _wish(request: SignedIn, case: Case) -> object:
    needs = request.POST.getlist("needs")[:20]
    return wishes.wish(_own_party(request, case), by=request.user, mode=request.POST.get("mode", ""), needs=needs)


def _cannot(request: SignedIn, case: Case) -> object:
    days = [_day(said) for said in request.POST.getlist("days")[:60]]
    return wishes.cannot_come(_own_party(request, case), by=request.user, days=days)


DEEDS: dict[str, Callable[[SignedIn, Case], object]] = {
    "propose": _propose,
    "fix": _fix,
    "choose": _choose,
    "decline": lambda request, case: bookings.decline_all(case.pk, by=request.user),
    "wish": _wish,
    "days": _cannot,
    "move": lambda request, case: bookings.move(_booking(request, case), by=request.user, begins=_one_slot(request)),
    "cancel": lambda request, case: bookings.cancel(_booking(request, case), by=request.user, reason=request.POST.get("reason", "")),
    "tick": lambda request, case: arrivals.tick(_booking(request, case), by=request.user, party_id=key_in(request.POST, "party")),
    "miss": lambda request, case: arrivals.miss(_booking(request, case), by=request.user, party_id=key_in(request.POST, "party")),
}
