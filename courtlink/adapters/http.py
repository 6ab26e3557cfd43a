"""A court with a system of its own, called over HTTPS (docs/court-link.md). Every request is signed; nothing is followed, nothing waits for ever."""

import base64
import hashlib
from collections.abc import Callable
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from courtlink.adapters import wire
from courtlink.adapters.port import CourtTrouble, Event, Parcel, Problem, Receipt, Standing
from courtlink.kinds import Operation, Trouble
from courtlink.models import Court
from mediation.outreach import dial

API = "/court/v1/filings/"
SECONDS = 60.0  # for a whole call with a package of many megabytes
MOST = 256 * 1024  # bytes of an answer
OK, ABSENT, OTHER_PAPERS, LATER = range(200, 300), 404, 409, (408, 425, 429)
SERVER_FAULTS = range(500, 600)


class Book(Protocol):
    """Where every call and every answer is written down."""

    def called(self, operation: Operation, sha256: str) -> int:
        """Before the call; return its number."""

    def answered(self, number: int, *, status: int = 0, words: bytes = b"", trouble: str = "") -> None:
        """After it."""


class HttpCourt:
    """One court at one address."""

    def __init__(self, court: Court, *, sign: Callable[[bytes], str], book: Book) -> None:
        self.base, self.sign, self.book = court.endpoint.rstrip("/"), sign, book

    def submit(self, parcel: Parcel) -> Receipt:
        """PUT, again and again under the same key until there is an answer."""
        found = wire.receipt(self._call(Operation.SUBMIT, "PUT", parcel.ref, body=parcel.content, media="application/zip", key=parcel.ref))
        if found.sha256 != parcel.sha256:
            raise CourtTrouble(Trouble.CONFLICT)
        return found

    def check(self, parcel: Parcel) -> list[Problem]:
        """The same bytes, nothing kept there."""
        return wire.problems(self._call(Operation.CHECK, "POST", f"{parcel.ref}/check", body=parcel.content, media="application/zip"))

    def status(self, ref: str) -> Standing:
        """Where it stands."""
        return wire.standing(self._call(Operation.STATUS, "GET", ref))

    def events(self, ref: str, after: int) -> list[Event]:
        """What happened since."""
        return wire.events(self._call(Operation.EVENTS, "GET", f"{ref}/events?after={after}"))

    def withdraw(self, ref: str) -> None:
        """Take it back."""
        self._call(Operation.WITHDRAW, "POST", f"{ref}/withdraw", key=f"{ref}-withdraw")

    def _call(self, operation: Operation, method: str, path: str, *, body: bytes = b"", media: str = "application/json", key: str = "") -> dict[str, object]:
        """One call, written down before and after. Raises CourtTrouble."""
        number = self.book.called(operation, hashlib.sha256(body).hexdigest())
        headers = self._signed(method, API + path, body) | {"Content-Type": media, "Accept": "application/json", "User-Agent": "mediation-code"}
        headers |= {"Idempotency-Key": key} if key else {}
        try:
            reply = dial.call(method, self.base + API + path, headers=headers, body=body, networks=settings.COURT_NETWORKS, seconds=SECONDS, read=MOST)
        except (dial.NotAllowedError, dial.NoAnswerError) as fault:
            trouble = Trouble.ADDRESS if isinstance(fault, dial.NotAllowedError) else Trouble.SILENCE
            self.book.answered(number, trouble=trouble)
            raise CourtTrouble(trouble, str(fault)) from fault
        trouble_of = _trouble(reply)
        self.book.answered(number, status=reply.status, words=reply.body, trouble=trouble_of)
        if trouble_of:
            raise CourtTrouble(Trouble(trouble_of), reply.body[:500].decode(errors="replace"), status=reply.status, retry_after=reply.retry_after)
        return wire.read(reply.body)

    def _signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """Who calls, when, for what, with which bytes: a detached JWS over these four."""
        date = format_datetime(timezone.now(), usegmt=True)
        digest = digest_of(body)
        return {"Date": date, "Digest": digest, "JWS-Signature": self.sign(request_text(method, urlsplit(self.base).path + path, date, digest))}


def digest_of(body: bytes) -> str:
    """The header `Digest` of RFC 3230."""
    return "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def request_text(method: str, path: str, date: str, digest: str) -> bytes:
    """What is signed of a request."""
    return f"{method} {path}\n{date}\n{digest}".encode()


def _trouble(reply: dial.Reply) -> str:
    if reply.status in OK:
        return Trouble.UNREADABLE if len(reply.body) > MOST else ""
    if reply.status in LATER or reply.status in SERVER_FAULTS:
        return Trouble.BUSY
    return {ABSENT: Trouble.UNKNOWN, OTHER_PAPERS: Trouble.CONFLICT}.get(reply.status, Trouble.REFUSED)
