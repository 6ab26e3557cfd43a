"""The server is the only client of the media server: with secrets, and never waiting for ever."""

import asyncio

import pytest

from rooms.media.janus import Janus, JanusError


async def test_the_control_socket_wants_its_secrets(media, settings):
    janus = Janus(lambda: None)
    await janus.connect()
    session = await janus.session()
    handle = await session.attach(lambda _event: None)
    with pytest.raises(JanusError) as refused:
        await session.ask(handle, {"request": "create", "room": "x", "admin_key": "guess"})
    assert refused.value.code == 433
    settings.JANUS_SECRET = "guess"
    with pytest.raises(JanusError) as refused:
        await janus.session()
    assert refused.value.code == 403
    await janus.close()


async def test_a_silent_or_broken_connection_is_an_error_and_never_a_wait(media, settings):
    gone = asyncio.Event()
    janus = Janus(gone.set)
    await janus.connect()
    await janus.socket.close()
    await asyncio.wait_for(gone.wait(), 5)
    with pytest.raises(JanusError):
        await janus.session()
    settings.JANUS_URL = "ws://127.0.0.1:9/"
    with pytest.raises(JanusError):
        await Janus(lambda: None).connect()
