"""Delete what was said when a case is deleted."""

from cases.actions.erase import GONE
from cases.models import Case
from rooms.models import Draft, DraftComment, Message, Seat


def wipe_talk(case: Case) -> list[int | None]:
    """Blank every word of the case's rooms and every name on a seat; return the pictures that go."""
    Seat.objects.filter(sitting__case=case).update(name=GONE)
    said = Message.objects.filter(sitting__case=case)
    said.update(body="")
    return list(said.values_list("file_id", flat=True))


def wipe_drafts(case: Case) -> list[int | None]:
    """Destroy the keys of the case's drafts, so that nobody can read their logs again, and blank the remarks."""
    Draft.objects.filter(round__case=case).update(key="", snapshot=b"", snapshot_seq=0)
    DraftComment.objects.filter(draft__round__case=case).update(words="")
    return []
