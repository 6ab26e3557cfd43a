"""What every page may ask about its reader, without a query for strangers."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


class Roof:
    """Lazily answered questions of the base template."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def demo(self) -> bool:
        """Is this the demonstration district?"""
        return bool(settings.DEMO)

    @property
    def elder(self) -> bool:
        """Large print wanted?"""
        return self._request.COOKIES.get("elder") == "1"

    @property
    def roles(self) -> frozenset[str]:
        """The reader's roles today."""
        user: Any = getattr(self._request, "user", None)
        return user.role_codes if user is not None and user.is_authenticated else frozenset()


def roof(request: HttpRequest) -> dict[str, Roof]:
    """Context processor."""
    return {"roof": Roof(request)}
