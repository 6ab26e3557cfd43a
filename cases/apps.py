"""The heart: cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, their machine and their record."""

    name = "cases"

    def ready(self) -> None:
        """Begin to listen."""
        from cases import receivers  # noqa: F401 - connecting is all it does
