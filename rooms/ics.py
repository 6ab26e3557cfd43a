"""Times as iCalendar (RFC 5545, 5546, 7986): one UID for ever, SEQUENCE with every change, no names or phones of parties.

Times are in UTC, so that no calendar needs our time zone's rules. People have `urn:uuid` addresses: a file
that travels from phone to phone tells nobody's number.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from rooms.kinds import BookingState
from rooms.models import Booking

if TYPE_CHECKING:
    from icalendar import Alarm, Event

PRODUCT = "-//Mediation Code//Booking//ZH"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
CONFERENCE = {"VALUE": "URI", "FEATURE": ["CHAT", "AUDIO", "VIDEO"]}


def invitation(booking: Booking, *, reader_id: int, reader_name: str, alarms: Iterable[timedelta]) -> bytes:
    """One time for one reader: an invitation or its update, or the cancellation of what was moved away."""
    from icalendar import vCalAddress, vUri  # 60 ms: only those who take a file pay for it

    off = booking.state == BookingState.CANCELLED
    event = _event(booking)
    centre = booking.round.centre
    organiser = vCalAddress(_address(f"centre:{centre.pk}"), params={"CN": centre.name})
    reader = vCalAddress(_address(f"user:{reader_id}"), params={"CN": reader_name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("organizer", organiser)
    event.add("attendee", reader)
    event.add("url", vUri(booking.page_url))
    for before in () if off else alarms:
        event.add_component(_alarm(before))
    return _calendar(CANCEL if off else REQUEST, [event])


def feed(bookings: Iterable[Booking]) -> bytes:
    """All sittings of a mediator, for a calendar program that asks again and again."""
    return _calendar(PUBLISH, [_event(booking) for booking in bookings])


def _event(booking: Booking) -> "Event":
    from icalendar import Event, Parameters, vUri

    event = Event()
    event.add("uid", booking.uid)
    event.add("sequence", booking.sequence)
    event.add("dtstamp", booking.changed_at.astimezone(UTC))
    event.add("dtstart", booking.begins.astimezone(UTC))
    event.add("dtend", booking.ends.astimezone(UTC))
    event.add("status", "CANCELLED" if booking.state == BookingState.CANCELLED else "CONFIRMED")
    event.add("summary", _("Mediation %(number)s") % {"number": booking.case.number})
    event.add("class", "PRIVATE")
    if booking.is_online:
        event.add("description", _("Online: open the room with this address shortly before the time. Please have your identity card and papers at hand."))
        event.add("conference", vUri(booking.room_url), Parameters(CONFERENCE | {"LABEL": _("Mediation room")}))
    else:
        event.add("description", _("Please bring your identity card and the papers about the case. At the door, scan the code on the wall."))
        event.add("location", booking.where)
    return event


def _alarm(before: timedelta) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", _("Mediation"))
    return alarm


def _calendar(method: str, events: "Iterable[Event]") -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _address(who: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'mediation:{who}')}"
