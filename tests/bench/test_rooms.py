"""Speed of the rooms beside stock Channels and a bare echo, with every message committed first. `make bench`; docs/speed.md says what the figures mean."""

import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

import pytest

from tests.bench.lines import close, line, room_line
from tests.bench.meter import Quiet, tree
from tests.ports import free_port
from tests.product import Product
from tests.web import Server, environment, filled

pytestmark = pytest.mark.bench
ROOMS, MEMBERS, SECONDS = 100, 4, 8
BEATS = 8 * SECONDS
IDLE = 2000
# The goals were set on another machine, where stock Channels groups took so many microseconds a delivery: what they take here says how much slower this one is.
STOCK = {"daphne": 273.0, "uvicorn": 157.0}
GOALS = {"p50 of ten": 1.5, "p99 of ten": 5.0, "us a delivery": 60.0, "p50 of a join": 8.0}  # milliseconds, and microseconds
WORDS = "你好，我们来谈一谈押金的事情。你好，我们来谈一谈。"


@pytest.fixture(scope="module")
def product():
    running = Product()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def env(product) -> dict[str, str]:
    return environment(product)


def servers(env, product):
    """The product under Daphne and under the fastest server we offer."""
    postmaster = min(pid for pid in tree(product.process.pid) if "postgres" in Path(f"/proc/{pid}/cmdline").read_text())
    yield "daphne", lambda port, app: Server([sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "--access-log", os.devnull, app], port, env, postmaster)
    yield (
        "uvicorn",
        lambda port, app: Server(
            [sys.executable, "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(port), "--ws", "websockets-sansio", "--log-level", "error", app], port, env, postmaster
        ),
    )


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def latency(opened, kind: str = "say") -> dict[str, float]:
    """Ten members, twenty messages a second: from sending to the last of ten hearing it."""
    lines = await opened()
    await asyncio.sleep(1)
    for one in lines:
        one.watching = True
    took = []
    for count in range(200):
        begun = time.perf_counter()
        lines[count % 10].send({"type": kind, "id": f"l{begun}", "text": WORDS, "to": ""})
        await asyncio.sleep(0.05)
        times = [one.heard.get(f"l{begun}") for one in lines]
        if all(times):
            took.append((max(times) - begun) * 1000)
    await close(lines)
    assert len(took) > 190, f"only {len(took)} of 200 were heard by all within 50 ms"
    return {"p50 of ten": statistics.median(took), "p99 of ten": percentile(took, 0.99)}


async def many(server: Server, name: str, opened, send, heard) -> dict[str, float]:
    """A hundred rooms of four: everybody says eight things a second, the next when all have heard the last."""
    lines = await opened()
    rooms = [lines[n : n + MEMBERS] for n in range(0, len(lines), MEMBERS)]
    cpu, begun = server.cpu(), time.perf_counter()

    async def talk(number: int, room: list) -> int:
        began = heard(room[0])
        for count in range(BEATS):
            await asyncio.sleep(max(0.0, begun + (count + number / ROOMS) / 8 - time.perf_counter()))
            for n, one in enumerate(room):
                send(one, f"{name}-{count}-{n}")
            while min(heard(one) for one in room) - began < (count + 1) * MEMBERS:  # noqa: ASYNC110 - a poll costs the driver less than an event for each frame
                await asyncio.sleep(0.002)
                assert time.perf_counter() - begun < 20 * SECONDS, f"{name}: a message was lost"
        return (heard(room[0]) - began) * MEMBERS

    got = sum(await asyncio.gather(*(talk(number, room) for number, room in enumerate(rooms))))
    wall, spent = time.perf_counter() - begun, server.cpu() - cpu
    await close(lines)
    return {"deliveries a second": got / wall, "us a delivery": spent / got * 1e6}


async def joins(port: int, number: str, cookies: list[str]) -> dict[str, float]:
    """Join a room with a history of fifty: from connecting to the last of them."""
    took = []
    for count in range(60):
        begun = time.perf_counter()
        one = await room_line(port, number, cookies[count % 3])
        while one.said < 50:  # noqa: ASYNC110
            await asyncio.sleep(0.0005)
        took.append((time.perf_counter() - begun) * 1000)
        await close([one])
    return {"p50 of a join": statistics.median(took), "p99 of a join": percentile(took, 0.99)}


def told(name: str, measured: dict[str, float], stock: dict[str, float], bare: dict[str, float]) -> str:
    """Figures beside the goals, as they were set and in the pace of this machine."""
    pace = stock["us a delivery"] / STOCK[name]
    lines = [
        f"{name}: stock groups {stock['us a delivery']:.0f}, bare echo {bare['us a delivery']:.0f} us a delivery, nothing stored; this machine is {pace:.2f} times as slow as that of the goals",
        f"  10 members: stock groups p50 {stock['p50 of ten']:.1f}, p99 {stock['p99 of ten']:.1f} ms; bare echo p50 {bare['p50 of ten']:.1f}, p99 {bare['p99 of ten']:.1f} ms",
    ]
    for what, value in measured.items():
        goal = GOALS.get(what)
        lines.append(f"  {what:<20} {value:9.1f}" + (f"   goal {goal:g}, here {goal * pace:.1f}: {'met' if value <= goal * pace else 'missed'}" if goal else ""))
    return "\n".join(lines)


async def idle(server: Server, rooms: dict) -> str:
    """Everybody sits in silence: what a socket holds, and what looking after all of them takes."""
    first = [await room_line(server.port, rooms["numbers"][0], rooms["cookies"][0])]
    empty = server.memory()
    lines = []
    for number in rooms["numbers"]:
        lines += await asyncio.gather(*(room_line(server.port, number, cookie) for cookie in rooms["cookies"]))
    await asyncio.sleep(10)
    held, cpu, begun = server.memory() - empty, server.cpu(), time.perf_counter()
    await asyncio.sleep(30)
    share = (server.cpu() - cpu) / (time.perf_counter() - begun)
    assert all(one.closed is None for one in lines)
    await close(first + lines)
    return f"{len(rooms['numbers'])} idle rooms x 3: {held / len(lines) / 1000:.1f} kB a socket, {share:.2%} of one core (server and database)"


def test_idle_rooms(product, env):
    rooms, report = filled(env, IDLE, 0), []
    for name, start in servers(env, product):
        server = start(free_port(), "mediation.asgi:application")
        try:
            with Quiet(product):
                report.append(f"{name:<8} {asyncio.run(idle(server, rooms))}")
        finally:
            server.stop()
    print("\n" + "\n".join(report))


def test_rooms(product, env):
    hundred = filled(env, ROOMS + 1, 0)
    old = filled(env, 1, 50)
    for run, (name, start) in enumerate(servers(env, product)):
        after = run * MEMBERS * BEATS  # what the run before has said in each room
        server = start(free_port(), "mediation.asgi:application")

        async def opened(server=server, after=after):
            return [await room_line(server.port, number, hundred["cookies"][n % 3], after) for number in hundred["numbers"][1:] for n in range(MEMBERS)]

        async def ten(server=server):
            return [await room_line(server.port, hundred["numbers"][0], hundred["cookies"][n % 3]) for n in range(10)]

        try:
            measured = asyncio.run(latency(ten))
            measured |= asyncio.run(many(server, name, opened, lambda one, ident: one.send({"type": "say", "id": ident, "text": WORDS, "to": ""}), lambda one: one.said))
            measured |= asyncio.run(joins(server.port, old["numbers"][0], old["cookies"]))
        finally:
            server.stop()
        print("\n" + told(name, measured, *(peer_of(start, name, peer) for peer in ("group", "bare"))))


def peer_of(start, name: str, peer: str) -> dict[str, float]:
    """The same talk through stock Channels groups, or back from where it came."""
    other = start(free_port(), "tests.bench.peers:application")

    async def plain():
        return [await line(other.port, f"/ws/{peer}/{room}") for room in range(ROOMS) for _ in range(MEMBERS)]

    async def ten():
        return [await line(other.port, f"/ws/{peer}/{ROOMS}") for _ in range(10)]

    try:
        talked = asyncio.run(many(other, name, plain, lambda one, ident: one.send({"type": "text", "id": ident, "text": WORDS}), lambda one: one.frames))
        return talked | asyncio.run(latency(ten, "said"))
    finally:
        other.stop()
