"""Close a day: one root over the chains that grew on it; and prove later that a chain was among them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mediation.ledger.chain import GENESIS, canonical
from mediation.ledger.merkle import leaf, path, root
from mediation.ledger.models import DayLeaf, DayRoot, DayStamp


@transaction.atomic
def close_day(day: date, heads: Iterable[tuple[str, bytes]]) -> DayRoot:
    """Keep the root of a day, once; `heads` are the names of the chains and the hashes of their last links."""
    if (kept := DayRoot.objects.filter(day=day).first()) is not None:
        return kept
    before = DayRoot.objects.filter(day__lt=day).order_by("-day").first()
    first = (f"root:{before.day}", bytes(before.root)) if before else ("root:", GENESIS)
    rows = [first, *sorted(heads)]
    made = DayRoot.objects.create(day=day, root=root([_leaf(subject, head) for subject, head in rows]), made_at=timezone.now())
    DayLeaf.objects.bulk_create([DayLeaf(root=made, place=place, subject=subject, head=head) for place, (subject, head) in enumerate(rows)])
    return made


def proof_of(subject: str) -> dict[str, Any] | None:
    """The newest root that a chain is in, with the way from the chain to it; None before its first day was closed."""
    found = DayLeaf.objects.select_related("root__stamp").filter(subject=subject).order_by("-root__day").first()
    if found is None:
        return None
    leaves = [_leaf(row.subject, bytes(row.head)) for row in found.root.leaves.all()]
    way = [[side, other.hex()] for side, other in path(leaves, found.place)]
    return {
        "day": found.root.day.isoformat(),
        "root": bytes(found.root.root).hex(),
        "subject": subject,
        "head": bytes(found.head).hex(),
        "path": way,
        "stamp": bytes(found.root.stamp.token) if hasattr(found.root, "stamp") else b"",
    }


def keep_stamp(made: DayRoot, token: bytes, stamped_at: datetime) -> DayStamp:
    """Keep what an authority of time says about a root, once."""
    return DayStamp.objects.get_or_create(root=made, defaults={"token": token, "stamped_at": stamped_at})[0]


def wrong_day(made: DayRoot, before: DayRoot | None) -> str:
    """Say in a word what does not hold about a root: "root" when its leaves make another one, "before" when it follows another day; empty when all holds."""
    rows = [(row.subject, bytes(row.head)) for row in made.leaves.all()]
    first = (f"root:{before.day}", bytes(before.root)) if before else ("root:", GENESIS)
    if not rows or rows[0] != first:
        return "before"
    return "" if root([_leaf(subject, head) for subject, head in rows]) == bytes(made.root) else "root"


def _leaf(subject: str, head: bytes) -> bytes:
    return leaf(canonical({"subject": subject, "head": head.hex()}))
