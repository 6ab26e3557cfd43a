"""Tell people about their times: news at once, reminders when they are due. What was moved or cancelled reminds nobody."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from cases import clock
from cases.models import Case
from cases.notices import APPLICANT, MEDIATOR, RESPONDENT, Notice, facts, readers
from cases.reads.roles import role_of
from mediation.diary.reminders import speaks, still_ahead
from mediation.outreach.actions import tell
from rooms.kinds import BookingState, Mode
from rooms.models import Booking
from rooms.reads.terms import terms_on


class News(models.TextChoices):
    """What people hear about a time; the value is also the name of the text."""

    PROPOSED = "times_proposed", _("Times were proposed")
    DECLINED = "times_declined", _("None of the times suits")
    FIXED = "sitting_fixed", _("A time is fixed")
    MOVED = "sitting_moved", _("The time was moved")
    CANCELLED = "sitting_cancelled", _("The time was cancelled")


def spread(booking: Booking, news: News, *, by: Any) -> None:
    """Have people told by a job that commits with the change; who proposed or declined knows it."""
    said_by = role_of(by, booking.case) if news in (News.PROPOSED, News.DECLINED) else ""
    app.configure_task("rooms.tell_time", lock=f"case:{booking.case_id}").defer(booking=booking.pk, sequence=booking.sequence, news=str(news), said_by=said_by)


def tell_time(booking_id: int, sequence: int, news: str, said_by: str) -> None:
    """Write the messages of one happening; again it writes nothing new. News that a later change has overtaken stay unsaid."""
    booking = _read(booking_id)
    if booking.sequence == sequence and (news != News.PROPOSED or booking.state == BookingState.PROPOSED):
        _tell(booking, news, f"booking:{booking.pk}:{sequence}:{news}", without=said_by)


def remember(booking: Booking) -> None:
    """Set the reminders that still lie ahead."""
    for due, minutes in still_ahead(booking.begins, terms_on(timezone.localdate()).reminders, clock.now()):
        app.configure_task("rooms.remind", schedule_at=due).defer(booking=booking.pk, sequence=booking.sequence, minutes=minutes)


def remind(booking_id: int, sequence: int, minutes: int) -> bool:
    """Remind everybody, unless the time was moved or cancelled since, has begun, or a nearer reminder is due already. Return whether it was told."""
    booking = _read(booking_id)
    if booking.state != BookingState.FIXED or booking.sequence != sequence or not booking.round.is_open:
        return False
    if not speaks(minutes, booking.begins, terms_on(timezone.localdate()).reminders, clock.now()):
        return False
    _tell(booking, "sitting_reminder", f"booking:{booking.pk}:{sequence}:{minutes}")
    return True


def _read(booking_id: int) -> Booking:
    return Booking.objects.select_related("round", "case", "mediator", "place__centre").get(pk=booking_id)


def _tell(booking: Booking, template: str, key: str, *, without: str = "") -> None:
    case = Case.objects.for_reading().get(pk=booking.case_id)
    booking.case = case
    about = {"begins": booking.begins, "mode": Mode(booking.mode).label, "online": booking.is_online, "where": booking.where, "room": booking.room_url}
    for to in (APPLICANT, RESPONDENT, MEDIATOR):
        if to == without:
            continue
        # The mediator of the booking hears of it, also when the round has another one by now.
        whom = [{"user": booking.mediator, "facts": facts(case, case.page_url)}] if to == MEDIATOR else readers(Notice(to, template), case)
        for number, reader in enumerate(whom):
            said = reader["facts"] | about
            if said["link"] == case.page_url:
                said["link"] = booking.page_url
            tell(template=template, key=f"{key}:{to[:3]}:{number}", **(reader | {"facts": said}))
