"""Development: texts stay in the database and are read on the /outbox page."""


class Outbox:
    """Nothing leaves the machine."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        """The message row itself is the outbox."""
