"""One paper of a case file, as frozen values, and the form it is made by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.kinds import Audience
from cases.models import Case


@dataclass(frozen=True, slots=True)
class Sheet:
    """The facts of one paper. Same facts and same moment: same bytes."""

    facts: dict[str, Any]
    at: datetime  # the moment it speaks of, not that of printing
    key: str = "1"  # tells several of one form apart in the address
    about: str = ""  # the same, for people
    audience: str = Audience.ALL
    seal: str = ""  # whose seal it bears: set inside the file when it is taken along
    late: Callable[[], dict[str, Any]] = dict  # facts that take long to find out, such as the pages of the whole file

    def told(self) -> dict[str, Any]:
        """All facts, those that take long among them."""
        return self.facts | self.late()


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the Ministry of Justice (2010) or of the courts. `place` is its number in the table of contents, 0 for what is not filed under one."""

    code: str  # templates/papers/<code>.html, and in the address
    title: str  # as it is printed
    label: Any  # in the reader's language
    place: int
    readers: frozenset[str]  # roles; a side reads only what is meant for it
    sheets: Callable[[Case], list[Sheet]]
