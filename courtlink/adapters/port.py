"""What every court can do for us, whatever it is built of: five operations, the values they take and give, the ways they fail."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from courtlink.kinds import Trouble

LASTING = (Trouble.REFUSED, Trouble.CONFLICT, Trouble.UNKNOWN)  # asking again brings the same answer


class CourtTrouble(Exception):
    """The court did not do what it was asked."""

    def __init__(self, trouble: Trouble, words: str = "", *, status: int = 0, retry_after: str = "") -> None:
        super().__init__(words or trouble.value)
        self.trouble, self.words, self.status, self.retry_after = trouble, words, status, retry_after

    @property
    def lasts(self) -> bool:
        """Is it useless to ask again?"""
        return self.trouble in LASTING


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sealed package on its way. Its number is also the key of idempotency: one number, one package, for ever."""

    ref: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The court has it (登记 2)."""

    court_ref: str
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """What the court would object to, in which file of the package; no path: in the whole."""

    path: str
    code: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a filing stands at the court."""

    state: str
    sha256: str
    court_ref: str
    last_event: int


@dataclass(frozen=True, slots=True)
class Appointment:
    """A date that the court has set, moved or cancelled (`news`). One uid for ever; a lower sequence is old."""

    uid: str
    sequence: int
    news: str
    kind: str
    begins: datetime
    ends: datetime
    room: str = ""
    place: str = ""
    link: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a filing at the court; numbers are dense and begin with 1 in each filing. A date has no state: it leaves the filing where it is."""

    number: int
    state: str
    at: datetime
    docket_number: str = ""
    reason: str = ""
    remark: str = ""
    result: str = ""
    objections: list[Problem] = field(default_factory=list)
    appointment: Appointment | None = None


class CourtPort(Protocol):
    """A court. Every operation may be repeated; every one may raise CourtTrouble."""

    def submit(self, parcel: Parcel) -> Receipt:
        """Hand over a package: the same one again gets the same receipt, another one under the same number CONFLICT."""

    def check(self, parcel: Parcel) -> list[Problem]:
        """What the court would object to, without handing it over."""

    def status(self, ref: str) -> Standing:
        """Where it stands; UNKNOWN when the court never had it."""

    def events(self, ref: str, after: int) -> list[Event]:
        """What happened after this event, in order."""

    def withdraw(self, ref: str) -> None:
        """Take it back; CONFLICT when the court has accepted it."""
