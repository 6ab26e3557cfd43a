"""What takes time."""

from datetime import datetime
from typing import Any


class Spanning:
    """A row whose `during` is a range of time."""

    during: Any

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return self.during.lower  # type: ignore[no-any-return]

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return self.during.upper  # type: ignore[no-any-return]
