"""Every call between us and a court, written down: before it is made, and again when it is answered."""

from typing import Any

from cases import clock
from courtlink.adapters.http import HttpCourt
from courtlink.adapters.inbox import Inbox
from courtlink.adapters.port import CourtPort
from courtlink.keys import sign
from courtlink.kinds import Adapter, Direction, Operation
from courtlink.models import Exchange, Filing
from courtlink.reads import court_of
from mediation.tokens import random_token


def port_of(filing: Filing) -> CourtPort:
    """The court of a filing, as its adapter reaches it. `filing.case` is loaded."""
    court = court_of(filing.case.court_id)
    if court.adapter == Adapter.HTTP:
        return HttpCourt(court, sign=sign, book=FilingBook(filing))
    return Inbox(court, now=clock.now())


class FilingBook:
    """The exchanges of one filing. A caller that dies leaves a row without an answer."""

    def __init__(self, filing: Filing) -> None:
        self.filing = filing

    def called(self, operation: Operation, sha256: str) -> int:
        """Before the call; return its number."""
        ident = f"{self.filing.ref}-{operation}-{random_token(16)}"
        row = Exchange.objects.create(filing=self.filing, direction=Direction.OUT, operation=operation, message_id=ident, body_sha256=sha256, at=clock.now())
        return int(row.pk)

    def answered(self, number: int, *, status: int = 0, words: bytes = b"", trouble: str = "") -> None:
        """After it: what the court said, word for word."""
        said: dict[str, Any] = {"status": status or None, "words": words.decode(errors="replace").replace("\0", ""), "trouble": trouble, "answered_at": clock.now()}
        Exchange.objects.filter(pk=number).update(**said)
