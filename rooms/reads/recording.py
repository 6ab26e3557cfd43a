"""Who agreed to be recorded, and what somebody may watch."""

from datetime import datetime
from typing import Any

from rooms.models import Made, RecordingConsent, RecordingPart, Seat


def missing_yes(sitting_id: int) -> list[Seat]:
    """Everybody inside who has not agreed, or took it back; whoever has left for a moment counts too."""
    agreed = RecordingConsent.objects.filter(seat__sitting=sitting_id, withdrawn_at=None).values("seat")
    return list(Seat.objects.filter(sitting=sitting_id, admitted_at__isnull=False, removed_at=None).exclude(pk__in=agreed))


def has_agreed(seat: Seat) -> bool:
    """Has this seat's person agreed, and not taken it back?"""
    return RecordingConsent.objects.filter(seat=seat, withdrawn_at=None).exists()


def parts_for(user: Any, case_id: int) -> list[RecordingPart]:
    """The finished and unfinished films of a case that this person may watch, newest first."""
    rows = RecordingPart.objects.visible_to(user).filter(recording__sitting__case=case_id).exclude(made=Made.RUNNING)
    return list(rows.select_related("film", "words", "recording").order_by("-pk"))


def kept_too_long(before: datetime) -> list[RecordingPart]:
    """Parts whose time is over and whose files are still there."""
    return list(RecordingPart.objects.filter(stopped_at__lt=before).exclude(made=Made.GONE))
