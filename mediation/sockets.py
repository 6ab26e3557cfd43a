"""Every socket route, and who is behind a socket."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie

from rooms.connection import AWAY, GONE
from rooms.sockets import routes

__all__ = ["SignedIn", "routes"]


class SignedIn:
    """Finds the person of a socket's session, once. Channels' own stack would take every frame that goes out through its session."""

    def __init__(self, inner: Callable[..., Awaitable[None]]) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass on whom the cookie names; somebody anonymous without one."""
        written = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
        key = parse_cookie(written.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
        try:
            person = await _person(key)
        except GONE:
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": AWAY})
            return
        await self.inner(scope | {"user": person}, receive, send)


@database_sync_to_async
def _person(session_key: str | None) -> Any:
    """By the same rules as for a page: the backend, the account, the password's fingerprint."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return get_user(request)
