"""Times of sittings, as people's own calendars show them."""

from django.utils.translation import gettext as _

from mediation.diary.ics import Entry
from rooms.kinds import BookingState
from rooms.models import Booking


def entry_of(booking: Booking) -> Entry:
    """A fixed, held or cancelled time. Its round's centre and its place are loaded."""
    online = booking.is_online
    centre = booking.round.centre
    return Entry(
        uid=booking.uid,
        sequence=booking.sequence,
        changed_at=booking.changed_at,
        begins=booking.begins,
        ends=booking.ends,
        title=_("Mediation %(number)s") % {"number": booking.case.number},
        words=_("Online: open the room with this address shortly before the time. Please have your identity card and papers at hand.")
        if online
        else _("Please bring your identity card and the papers about the case. At the door, scan the code on the wall."),
        key=f"centre:{centre.pk}",
        organiser=centre.name,
        page=booking.page_url,
        where="" if online else booking.where,
        room=booking.room_url if online else "",
        room_title=_("Mediation room") if online else "",
        cancelled=booking.state == BookingState.CANCELLED,
    )
