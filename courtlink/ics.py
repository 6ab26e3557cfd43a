"""Dates at the court, as people's own calendars show them."""

from django.utils.translation import gettext as _

from courtlink.models import Hearing
from mediation.diary.ics import Entry


def entry_of(hearing: Hearing) -> Entry:
    """A date. Its filing's case and its court are loaded."""
    court = hearing.court
    number = hearing.filing.docket_number or hearing.filing.case.number
    words = [_("Please bring your identity card and the originals of your papers.")]
    if hearing.link:
        words = [_("Online: open this address shortly before the time. Please have your identity card and papers at hand.")]
    if hearing.contact:
        words.append(_("Contact: %(contact)s") % {"contact": hearing.contact})
    return Entry(
        uid=hearing.uid,
        sequence=hearing.sequence,
        changed_at=hearing.changed_at,
        begins=hearing.begins,
        ends=hearing.ends,
        title=f"{hearing.get_kind_display()} {number}",
        words=" ".join(words),
        key=f"centre:{court.pk}",
        organiser=court.name,
        page=hearing.page_url,
        where=" ".join(part for part in (court.name, hearing.where) if part) if hearing.where else "",
        room=hearing.link,
        room_title=_("Hearing on the screen") if hearing.link else "",
        cancelled=hearing.cancelled,
    )
