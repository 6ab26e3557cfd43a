"""Papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Rendering of papers and codes."""

    name = "mediation.papers"
    label = "papers"

    def ready(self) -> None:
        """Register the checks."""
        from mediation.papers import checks  # noqa: F401 - checks register on import, after the apps are loaded
