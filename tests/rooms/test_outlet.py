"""What is written to a page: in order and once, whether the server takes it at once or lets it wait; and nobody waits for a slow page."""

import asyncio

import pytest

from rooms.outlet import BUDGET, SLOW, Outlet


class Server:
    """Takes frames while it is writable, as a server with a full buffer does not."""

    def __init__(self):
        self.writable, self.frames, self.dropped = asyncio.Event(), [], []
        self.writable.set()

    async def write(self, frame):
        await self.writable.wait()
        self.frames.append(frame)

    async def drop(self, code):
        self.dropped.append(code)


async def test_a_free_page_has_a_frame_at_once_and_a_waiting_one_in_order():
    server = Server()
    outlet = Outlet(server.write, server.drop)
    outlet.push("1")
    assert (server.frames, outlet.work) == (["1"], None)  # written already, and no task was made
    server.writable.clear()
    for frame in "234":
        outlet.push(frame)
    assert server.frames == ["1"]
    server.writable.set()
    outlet.push("5")
    await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    outlet.push("6")
    assert (server.frames, outlet.work) == (list("123456"), None)


async def test_what_waits_does_not_come_after_the_end():
    server = Server()
    server.writable.clear()
    outlet = Outlet(server.write, server.drop)
    for frame in "12":
        outlet.push(frame)
    await asyncio.sleep(0)
    outlet.shut()
    server.writable.set()
    await asyncio.sleep(0.01)
    outlet.push("3")
    assert server.frames == []


@pytest.mark.parametrize("frame", ["长" * 1000, b"x" * 3000])
async def test_a_page_that_confirms_nothing_is_dropped_at_its_budget_once(frame):
    server = Server()
    outlet = Outlet(server.write, server.drop)
    fits = BUDGET // 3000
    for _ in range(fits + 5):
        outlet.push(frame)
    await asyncio.sleep(0)
    assert (len(server.frames), server.dropped) == (fits, [SLOW])


async def test_confirming_gives_room_and_lying_gives_no_more_than_was_sent():
    server = Server()
    outlet = Outlet(server.write, server.drop)
    for number in range(1, 500):
        outlet.push("x" * 3000)
        outlet.confirm(10**9)
        assert (outlet.waiting, outlet.confirmed) == (0, number)
    assert server.dropped == []
