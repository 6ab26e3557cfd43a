"""The line of a page: dropped when it confirms nothing, limited when it floods, told only what is meant for it, signals only within a zone."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from rooms.actions import seats, sittings, talk
from rooms.fanout import hear
from rooms.hub import HUB
from rooms.outlet import BUDGET
from tests.people import staff
from tests.rooms.test_room import line, opened

pytestmark = pytest.mark.django_db(transaction=True)


async def room():
    story, sitting = await sync_to_async(opened)()
    return story, sitting, await sync_to_async(staff)("shen")


async def began(person, number: str, name: str = "") -> WebsocketCommunicator:
    socket = await line(person, number)
    await socket.send_to(json.dumps({"type": "hello", "after": 0, "line": name}))
    return socket


async def next_of(socket, kind: str, seconds: float = 5) -> dict:
    async with asyncio.timeout(seconds):
        while True:
            message = json.loads(await socket.receive_from(timeout=seconds))
            if message["type"] == kind:
                return message


async def silent(socket, kind: str, seconds: float = 1.5) -> bool:
    """Does nothing of this kind come?"""
    try:
        await next_of(socket, kind, seconds)
    except TimeoutError:
        return True
    return False


async def closed_with(socket, seconds: float = 5) -> int:
    async with asyncio.timeout(seconds):
        while (put := await socket.receive_output(seconds))["type"] != "websocket.close":
            pass
    return put["code"]


async def test_a_page_that_confirms_nothing_is_dropped_and_the_others_go_on():
    story, sitting, shen = await room()
    number = story.case.number
    slow, fast = await began(story.wang, number), await began(shen, number)
    words = "长" * 2000
    count = 2 * BUDGET // 2000 // 3
    for n in range(count):
        await hear((await sync_to_async(talk.say)(sitting, by=story.lin, text=words, client_id=f"{n}")).spoken)
        while not fast.output_queue.empty():
            await fast.receive_from()
        await fast.send_to(json.dumps({"type": "got", "frames": 10**6}))
    assert await closed_with(slow) == 4008
    assert {listener.user for listener in HUB.of(sitting, ("mediator", "respondent"))} >= {shen.pk}
    again = await line(story.wang, number)
    await again.send_to(json.dumps({"type": "hello", "after": count - 1}))
    assert (await next_of(again, "said"))["seq"] == count
    for socket in (fast, again):
        await socket.disconnect()


async def test_a_flood_is_refused_and_nothing_of_it_is_said_twice():
    story, _sitting, _shen = await room()
    lin = await began(story.lin, story.case.number)
    for n in range(80):
        await lin.send_to(json.dumps({"type": "say", "id": f"{n}", "text": "刷屏"}))
    codes = set()
    for _ in range(80):
        message = json.loads(await lin.receive_from(timeout=10))
        codes.add(message.get("code", message["type"]))
        if "slow-down" in codes:
            break
    assert "slow-down" in codes
    await lin.disconnect()


async def test_signals_pass_within_a_zone_only():
    story, sitting, shen = await room()
    number = story.case.number
    pages = {name: await began(person, number, name) for name, person in (("p-shen", shen), ("p-lin", story.lin), ("p-wang", story.wang))}
    for name, page in pages.items():
        await page.send_to(json.dumps({"type": "do", "deed": "rung", "rung": "video", "line": name}))
        await asyncio.sleep(0.3)
    offer = {"type": "signal", "leg": "3", "description": {"type": "offer", "sdp": "v=0 joint"}}
    await pages["p-lin"].send_to(json.dumps(offer))
    assert (await next_of(pages["p-wang"], "signal"))["description"]["sdp"] == "v=0 joint"
    await pages["p-shen"].send_to(json.dumps({"type": "do", "deed": "caucus", "side": "applicant"}))
    await asyncio.sleep(0.5)
    await pages["p-lin"].send_to(json.dumps(offer | {"description": {"type": "offer", "sdp": "v=0 caucus"}}))
    assert await silent(pages["p-wang"], "signal")
    await pages["p-lin"].send_to(json.dumps({"type": "signal", "leg": "1", "candidate": None}))
    assert (await next_of(pages["p-shen"], "signal"))["leg"] == "2"
    for page in pages.values():
        await page.disconnect()


async def test_whoever_waits_is_told_nothing_that_is_said_and_comes_in_when_admitted():
    story, sitting, shen = await room()
    number = story.case.number
    await sync_to_async(seats.remove)(sitting, by=shen, number=3)
    wang = await began(story.wang, number)
    state = await next_of(wang, "room")
    assert state["me"]["inside"] is False
    await sync_to_async(talk.say)(sitting, by=story.lin, text="只有我们", client_id="1")
    assert await silent(wang, "said", 2.5)
    await sync_to_async(seats.admit)(sitting, by=shen, number=3)
    assert await closed_with(wang) == 4409
    again = await began(story.wang, number)
    assert (await next_of(again, "said"))["text"] == "只有我们"  # said to all, and read by whoever is let in
    await again.disconnect()


async def test_who_is_not_in_a_caucus_gets_no_byte_while_it_goes_on():
    story, sitting, shen = await room()
    number = story.case.number
    wang = await began(story.wang, number)
    await sync_to_async(sittings.set_caucus)(sitting, by=shen, side="applicant")
    while not (await next_of(wang, "room"))["talk"]["caucus"]:
        pass
    lin = await began(story.lin, number, "p-lin")
    assert any(seat["here"] for seat in (await next_of(wang, "room"))["seats"] if seat["seat"] == 2)
    for n in range(5):
        await lin.send_to(json.dumps({"type": "say", "id": f"{n}", "text": "底线三千"}))
        await lin.send_to(json.dumps({"type": "do", "deed": "hand", "yes": n % 2 == 0}))
    await lin.send_to(json.dumps({"type": "do", "deed": "rung", "rung": "video", "line": "p-lin"}))
    assert await wang.receive_nothing(timeout=2.5, interval=0.1)
    for socket in (wang, lin):
        await socket.disconnect()


async def test_a_long_history_arrives_whole_however_long_it_is():
    story, sitting, _shen = await room()
    count = 150
    for n in range(count):
        await sync_to_async(talk.say)(sitting, by=story.lin, text="长" * 2000, client_id=f"{n}")
    wang = await began(story.wang, story.case.number)
    frames, last = 0, 0
    async with asyncio.timeout(30):
        while last < count:
            message = json.loads(await wang.receive_from(timeout=5))
            frames += 1
            if message["type"] == "said":
                assert message["seq"] == last + 1
                last = message["seq"]
            if frames % 8 == 0:
                await wang.send_to(json.dumps({"type": "got", "frames": frames}))
    await wang.disconnect()


@pytest.mark.parametrize("wrong", ['{"type":"say","id":"a\\u0000b","text":"x"}', '{"type":"say","id":"a","text":"\\ud800"}', "[" * 60000, '{"type":"say","id":"界","text":"x"}'])
async def test_words_that_cannot_be_stored_are_refused_and_hold_up_nobody(wrong):
    story, _sitting, _shen = await room()
    lin, wang = await began(story.lin, story.case.number), await began(story.wang, story.case.number)
    await lin.send_to(wrong)
    await wang.send_to(json.dumps({"type": "say", "id": "1", "text": "还在"}))
    assert (await next_of(lin, "refused"))["code"] == "unknown-message"
    assert (await next_of(lin, "said"))["text"] == "还在"
    for socket in (lin, wang):
        await socket.disconnect()


async def told_here(socket, seat: int, seconds: float) -> list[bool]:
    """Whether a seat was told to be there, in every state of the room that comes in this time."""
    found = []
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await next_of(socket, "room", seconds * 2)
                found += [one["here"] for one in message["seats"] if one["seat"] == seat]
    except TimeoutError:
        return found


async def test_a_page_that_is_loaded_again_never_left_and_one_that_is_closed_did():
    story, _sitting, _shen = await room()
    wang, lin = await began(story.wang, story.case.number), await began(story.lin, story.case.number, "p-lin")
    assert True in await told_here(wang, 2, 1.5)
    await lin.disconnect()
    again = await began(story.lin, story.case.number, "p-lin-2")
    assert False not in await told_here(wang, 2, 1.5)
    await again.disconnect()
    assert await told_here(wang, 2, 1.5) == [False]
    await wang.disconnect()
