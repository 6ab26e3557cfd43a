"""What rooms hear from the cases."""

from typing import Any

from django.dispatch import receiver

from cases.news import moved, touched
from mediation.people.roles import SYSTEM
from rooms.actions.bookings import end_with_the_mediator
from rooms.actions.draft_text import follow_the_form
from rooms.actions.sittings import end_with_the_round
from rooms.drafting.desk import wake


@receiver([moved, touched], dispatch_uid="rooms.end_with_the_round")
def end_sittings(sender: Any, case_id: int, **news: Any) -> None:
    """The attempt may be over or have another mediator: then its meetings are over, and its times are off."""
    end_with_the_round(case_id)
    end_with_the_mediator(case_id, by=SYSTEM)


@receiver(touched, dispatch_uid="rooms.follow_the_form")
def follow_the_written_agreement(sender: Any, case_id: int, **news: Any) -> None:
    """The plain form may have been saved: then the draft at the table says the same."""
    if draft := follow_the_form(case_id):
        wake(draft.pk)
