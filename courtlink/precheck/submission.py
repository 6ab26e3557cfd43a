"""What the rules look at, and how they answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from cases.models import Case, Evidence, Party
from cases.reads.jurisdiction import Venue, competent_courts
from courtlink.elements import KIND_FIELD, Form, form_for

Words = Mapping[str, str]


class Fault(NamedTuple):
    """What a clerk would say, and the field or block of the page that it is about."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Submission:
    """Papers that are about to be sent, or lie at the court. Whoever files stands in `people` with their own words; of a lawsuit that is one party."""

    case: Case
    kind: str  # of FilingKind
    people: tuple[tuple[Party, Words], ...]
    exhibits: tuple[Evidence, ...]
    at: datetime
    signer: int | None = None  # the account that signs: the party's own, or an agent's
    first: datetime | None = None  # the first submission of the lineage judges periods
    titles: frozenset[str] | None = None  # of the documents that lie at the court already
    early: bool = False  # signed together with the agreement, which is not sealed yet

    @property
    def party(self) -> Party:
        """Who files; the first of several."""
        return self.people[0][0]

    @property
    def words(self) -> Words:
        """What they typed."""
        return self.people[0][1]

    @property
    def day(self) -> date:
        """The day on which the rules are read."""
        return timezone.localdate(self.at)

    @cached_property
    def form(self) -> Form:
        """The form that was filled in, as it stood on that day."""
        return form_for(self.words.get(KIND_FIELD, ""), on=self.day)

    @cached_property
    def venues(self) -> list[Venue]:
        """The courts that may be competent, the recommended one first."""
        return competent_courts(self.case, self.kind, on=self.day)

    def said(self, code: str) -> str:
        """What stands in a row, without blanks around it."""
        return self.words.get(code, "").strip()


Look = Callable[[Submission], Iterator[Fault]]
