"""Django's pages under daphne, answered by a few threads that stay.

Our views are ordinary functions. The stock handler makes a thread for every request and crosses between it and the
event loop for each signal, middleware and close: ten times the CPU of an empty page (`make bench` shows it).
Here a request crosses once: read in the loop, answered and closed in a thread, sent by the loop.
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import django
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import close_old_connections
from django.urls import set_script_prefix


class Threads(ASGIHandler):
    """The door for HTTP."""

    def __init__(self, workers: int) -> None:
        super().__init__()
        self.pool = ThreadPoolExecutor(workers, thread_name_prefix="http")

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain for plain functions, whatever the server is."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
        """Answer one request; a caller who leaves before the end of the question gets none."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        response = await self._in_thread(self._answer, scope, body)
        if response.streaming:
            response.streaming_content = self._chunks(iter(response))
        await self.send_response(response, send)
        if response.streaming:
            await self._in_thread(response.close)

    def _answer(self, scope: Any, body: Any) -> Any:
        """All of Django, in this thread; what is not a stream is closed here, and with it the database connection goes back."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        response: Any = refused if request is None else self.get_response(request)
        response._handler_class = self.__class__
        if response.streaming:
            close_old_connections()
        else:
            response.content  # noqa: B018 - a lazy answer is rendered before its thread goes on
            response.close()
        body.close()
        return response

    async def _in_thread(self, deed: Callable[..., Any], *args: Any) -> Any:
        """Run a deed in the pool with the context of this request."""
        call = partial(contextvars.copy_context().run, deed, *args)
        return await asyncio.get_running_loop().run_in_executor(self.pool, call)

    async def _chunks(self, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
        """A stream, piece by piece: a slow reader holds no thread and no memory."""
        while (part := await self._in_thread(next, parts, None)) is not None:
            yield part


def get_application() -> Threads:
    """Set Django up and return its door for HTTP; each thread may hold one connection of the pool."""
    django.setup(set_prefix=False)
    return Threads(settings.HTTP_THREADS)
