"""The media server joins the engines of this process; when it goes, its sittings go on without it."""

import asyncio

from channels.db import database_sync_to_async

from rooms.actions.engine import choose_engine
from rooms.actions.recording import lose
from rooms.fanout import PLANES, stir
from rooms.kinds import Engine
from rooms.media.forwarding import Forwarding

PAUSE = 0.5  # seconds: what failed at once must not turn in a circle


async def go_on_without(sittings: list[int]) -> None:
    """Choose another engine, or the same one anew, and have every page build its links again."""
    await asyncio.sleep(PAUSE)
    for sitting in sittings:
        await database_sync_to_async(lose)(sitting)
        await database_sync_to_async(choose_engine)(sitting, lost=True)
        await stir(sitting)


FORWARDING = Forwarding(go_on_without)
PLANES[Engine.SFU] = FORWARDING
