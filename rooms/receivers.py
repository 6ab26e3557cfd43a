"""What rooms hear from the cases."""

from typing import Any

from django.dispatch import receiver

from cases.news import moved, touched
from rooms.actions.draft_text import follow_the_form
from rooms.actions.sittings import end_with_the_round
from rooms.drafting.desk import wake


@receiver([moved, touched], dispatch_uid="rooms.end_with_the_round")
def end_sittings(sender: Any, case_id: int, **news: Any) -> None:
    """The attempt may be over: then its meeting is, too."""
    end_with_the_round(case_id)


@receiver(touched, dispatch_uid="rooms.follow_the_form")
def follow_the_written_agreement(sender: Any, case_id: int, **news: Any) -> None:
    """The plain form may have been saved: then the draft at the table says the same."""
    if draft := follow_the_form(case_id):
        wake(draft.pk)
