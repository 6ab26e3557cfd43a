"""What rooms hear from the cases."""

from typing import Any

from django.dispatch import receiver

from cases.news import moved, touched
from rooms.actions.sittings import end_with_the_round


@receiver([moved, touched], dispatch_uid="rooms.end_with_the_round")
def end_sittings(sender: Any, case_id: int, **news: Any) -> None:
    """The attempt may be over: then its meeting is, too."""
    end_with_the_round(case_id)
