"""How a program shows who it is: the same session as the pages, with 401 when there is none."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from mediation.people.models import User


class Known(Request):
    """A request of the API whose person is known: every view behind `IsAuthenticated` has one."""

    user: User


class Session(SessionAuthentication):
    """Cookie and CSRF header, as for a page; a missing session is 401, because 403 is for the wrong person."""

    def authenticate_header(self, request: Any) -> str:
        """What to do: open a session at /api/v1/session."""
        return 'Session realm="mediation-code"'


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the description of the API names it."""

    target_class = Session
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A cookie; everything but GET also needs the header X-CSRFToken."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
