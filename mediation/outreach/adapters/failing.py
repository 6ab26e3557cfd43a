"""A carrier that never takes a text: what happens then is part of the product."""

from mediation.outreach.adapters.base import SmsError


class Failing:
    """Always refuses, for good."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Refuse."""
        raise SmsError("refused by the carrier", permanent=True)


class Busy:
    """Always refuses, for now."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Refuse."""
        raise SmsError("the carrier is busy", permanent=False)
