"""Between processes: only wake-ups and descriptions travel here, never words; the channel layer carries them when there is Redis."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from redis.exceptions import RedisError

GROUP = "rooms"
DRAFTS = "drafts"

Heard = Callable[[dict[str, Any]], Awaitable[None]]


def reaches_others() -> bool:
    """Is there a layer that other processes hear?"""
    return bool(settings.REDIS_URL)


async def call(event: dict[str, Any], group: str = GROUP) -> None:
    """Let every process hear; a layer that is away costs nothing but time (they look by themselves)."""
    if reaches_others():
        try:
            await get_channel_layer().group_send(group, {"type": "room.news"} | event)
        except (OSError, RedisError):
            return


def call_from_a_page(event: dict[str, Any], group: str = GROUP) -> None:
    """The same, from a thread of a page."""
    if reaches_others():
        async_to_sync(call)(event, group)


async def listen(heard: Heard, group: str = GROUP) -> None:
    """Hear what other processes call, until cancelled; a broken line is taken up again."""
    while True:
        try:
            layer = get_channel_layer()
            channel = await layer.new_channel("rooms")
            await layer.group_add(group, channel)
            while True:
                await heard(await layer.receive(channel))
        except (OSError, RedisError):
            await asyncio.sleep(1)
