"""Delete what was said, offered and written when a case is deleted."""

from typing import Any

from django.db.models import Model

from cases.actions.erase import GONE
from cases.models import Case
from rooms.models import Bidding, Confirmation, Draft, DraftComment, Figure, Message, Minutes, Note, Offer, Seat, SheetLine, Wish

# What is blanked: a table, the way to its case, and what every row then says. Numbers of money, dates and hashes stay.
BLANKED: tuple[tuple[type[Model], str, dict[str, Any]], ...] = (
    (Message, "sitting__case", {"body": ""}),
    (Seat, "sitting__case", {"name": GONE}),
    (Offer, "round__case", {"terms": ""}),
    (SheetLine, "offer__round__case", {"what": "", "why": ""}),
    (Bidding, "round__case", {"asked": "", "midpoint": ""}),
    (Figure, "bid__bidding__round__case", {"amount": "", "nonce": ""}),
    (Note, "sitting__case", {"body": ""}),
    (Minutes, "sitting__case", {"text": ""}),
    (Confirmation, "minutes__sitting__case", {"words": ""}),
    (Draft, "round__case", {"key": "", "snapshot": b"", "snapshot_seq": 0}),  # nobody can read the logs without their keys
    (DraftComment, "draft__round__case", {"words": ""}),
)


def wipe_talk(case: Case) -> list[int | None]:
    """Blank every word of the case's rooms; return the pictures that go."""
    files: list[int | None] = list(Message.objects.filter(sitting__case=case).values_list("file_id", flat=True))
    for model, way, values in BLANKED:
        model._default_manager.filter(**{way: case}).update(**values)
    return files


def wipe_wishes(case: Case) -> list[int | None]:
    """Forget what parties needed and when they could not come; times and states of bookings stay."""
    Wish.objects.filter(round__case=case).delete()
    return []
