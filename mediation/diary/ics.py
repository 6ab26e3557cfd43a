"""Dates as iCalendar (RFC 5545, 5546, 7986): one UID for ever, SEQUENCE with every change, no names or phones of parties.

Times are in UTC, so that no calendar needs our time zone's rules. People have `urn:uuid` addresses: a file
that travels from phone to phone tells nobody's number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from django.http import HttpResponse

if TYPE_CHECKING:
    from icalendar import Alarm, Event

PRODUCT = "-//Mediation Code//Dates//ZH"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
CONFERENCE = {"VALUE": "URI", "FEATURE": ["CHAT", "AUDIO", "VIDEO"]}
ASK_AGAIN = timedelta(hours=1)  # how often a calendar program may read a feed (RFC 7986 5.7)


@dataclass(frozen=True, slots=True)
class Entry:
    """One date as calendars know it. `key` and `organiser` name who invites; a `room` is an address on the screen, `where` a place."""

    uid: str
    sequence: int
    changed_at: datetime
    begins: datetime
    ends: datetime
    title: Any
    words: Any
    key: str
    organiser: str
    page: str
    where: str = ""
    room: str = ""
    room_title: Any = ""
    cancelled: bool = False


def invitation(entry: Entry, *, reader_id: int, reader_name: str, alarms: Iterable[timedelta]) -> bytes:
    """One date for one reader: an invitation or its update, or the cancellation of what was moved away."""
    from icalendar import vCalAddress, vUri  # 60 ms: only those who take a file pay for it

    event = _event(entry)
    event.add("organizer", vCalAddress(_address(entry.key), params={"CN": entry.organiser}))
    reader = {"CN": reader_name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    event.add("attendee", vCalAddress(_address(f"user:{reader_id}"), params=reader))
    event.add("url", vUri(entry.page))
    for before in () if entry.cancelled else alarms:
        event.add_component(_alarm(before, entry.title))
    return _calendar(CANCEL if entry.cancelled else REQUEST, [event])


def feed(entries: Iterable[Entry]) -> bytes:
    """Many dates, for a calendar program that asks again and again."""
    return _calendar(PUBLISH, [_event(entry) for entry in entries])


def file_response(entry: Entry, *, reader: Any, alarms: Iterable[timedelta], name: str) -> HttpResponse:
    """The invitation as a download that phones hand to their calendar."""
    content = invitation(entry, reader_id=reader.pk, reader_name=reader.name, alarms=alarms)
    response = HttpResponse(content, content_type=f"text/calendar; charset=utf-8; method={CANCEL if entry.cancelled else REQUEST}")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def _event(entry: Entry) -> "Event":
    from icalendar import Event, Parameters, vUri

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.begins.astimezone(UTC))
    event.add("dtend", entry.ends.astimezone(UTC))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", entry.title)
    event.add("class", "PRIVATE")
    event.add("description", entry.words)
    if entry.room:
        event.add("conference", vUri(entry.room), Parameters(CONFERENCE | {"LABEL": str(entry.room_title)}))
    if entry.where:
        event.add("location", entry.where)
    return event


def _alarm(before: timedelta, words: Any) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", words)
    return alarm


def _calendar(method: str, events: "Iterable[Event]") -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if method == PUBLISH:
        calendar.add("refresh-interval", ASK_AGAIN)
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _address(who: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'mediation:{who}')}"
