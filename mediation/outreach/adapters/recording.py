"""A carrier that remembers, for tests."""

SENT: list[tuple[str, str]] = []


class Recording:
    """Keeps every text in memory."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Remember."""
        SENT.append((phone, text))
