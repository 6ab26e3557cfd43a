"""Close a day: one root over the chains that grew on it; and prove later that a chain was among them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mediation.ledger.chain import GENESIS, canonical
from mediation.ledger.merkle import leaf, path, root
from mediation.ledger.models import DayLeaf, DayRoot


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
    found = DayLeaf.objects.select_related("root").filter(subject=subject).order_by("-root__day").first()
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
        "stamp": bytes(found.root.stamp),
    }


def _leaf(subject: str, head: bytes) -> bytes:
    return leaf(canonical({"subject": subject, "head": head.hex()}))
