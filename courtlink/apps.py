"""Courtlink."""

from django.apps import AppConfig


class CourtlinkConfig(AppConfig):
    """Courtlink."""

    name = "courtlink"

    def ready(self) -> None:
        """Begin to listen."""
        from courtlink import receivers  # noqa: F401 - connecting is all it does
