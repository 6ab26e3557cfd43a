"""What a way of sending texts must do."""

from typing import Protocol


class SmsError(Exception):
    """The text was not taken."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent  # True: tell a person. False: try again later.


class SmsAdapter(Protocol):
    """Hands one text to a carrier; raises SmsError."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Send, or raise. The same key a second time is the same text: carriers that can, drop it."""
