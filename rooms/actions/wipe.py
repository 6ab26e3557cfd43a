"""Delete what was said when a case is deleted."""

from cases.models import Case
from rooms.models import Message, Wish


def wipe_talk(case: Case) -> list[int | None]:
    """Blank every word of the case's rooms; return the pictures that go."""
    said = Message.objects.filter(sitting__case=case)
    said.update(body="")
    return list(said.values_list("file_id", flat=True))


def wipe_wishes(case: Case) -> list[int | None]:
    """Forget what parties needed and when they could not come; times and states of bookings stay."""
    Wish.objects.filter(round__case=case).delete()
    return []
