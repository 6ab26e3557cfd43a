"""Walk the chains of all cases."""

from collections.abc import Iterator

from cases.models import Case
from mediation.ledger.verify import Broken, verify


def broken_chains() -> Iterator[tuple[str, Broken | None]]:
    """Yield every case number with its first broken link, or None when the chain holds."""
    for case in Case.objects.order_by("pk").iterator():
        rows = ((s.seq, bytes(s.prev_hash), bytes(s.hash), s.payload()) for s in case.steps.order_by("seq").iterator())
        yield case.number, verify(rows, length=case.last_seq, head=bytes(case.last_hash))
