"""A paper as it left the press: its bytes, and where on them somebody signs."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

SEAL = "seal"  # the id of the place for the centre's seal
HAND = "sign-"  # begins the id of a signer's place; a number follows


class Box(NamedTuple):
    """A place on a page counted from 0, in PDF points from its lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper, the places named `sign-<n>` and `seal` on it, and what it was made of."""

    pdf: bytes
    places: dict[str, Box] = field(default_factory=dict)
    made_of: dict[str, Any] = field(default_factory=dict)  # form, edition, fingerprint, wording (mediation.papers.forms.made_of)
