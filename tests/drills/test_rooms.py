"""Rooms while web processes and the database are killed under them: every word that anybody heard is stored, once, and everybody hears the same."""

import asyncio
import os
import random
import signal
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.bench.meter import tree
from tests.pages import Page, Proxy
from tests.ports import free_port
from tests.product import Product
from tests.web import Server, environment, filled

pytestmark = pytest.mark.drill
ROOMS, SECONDS, KILLS = 8, 40, 6


@pytest.fixture(scope="module")
def product():
    running = Product()
    yield running
    assert running.stop() == 0


class Webs:
    """Two web processes; one that was killed is started again on the same port."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env, self.ports = env, [free_port(), free_port()]
        self.servers = [self._start(port) for port in self.ports]

    def _start(self, port: int) -> Server:
        return Server([sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "--access-log", os.devnull, "mediation.asgi:application"], port, self.env)

    async def kill(self, number: int) -> None:
        self.servers[number].process.kill()
        self.servers[number].process.wait()
        self.servers[number] = await asyncio.to_thread(self._start, self.ports[number])


def postmaster(product: Product) -> int:
    found = [pid for pid in tree(product.process.pid) if Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"]
    return min(found)


async def talk(pages: list[Page], end: float) -> None:
    """Everybody in a room says something now and then."""
    count = 0
    while time.monotonic() < end:
        page = random.choice(pages)
        await page.say(f"{page.name}-{count}", f"第{count}句")
        count += 1
        await asyncio.sleep(0.4)


@pytest.mark.parametrize("victim", ["web", "database"])
async def test_nothing_said_is_lost_and_everybody_hears_the_same(product, victim):
    env = environment(product)
    room = filled(env, ROOMS, 0)
    webs = Webs(env)
    proxy = await Proxy(webs.ports).open()
    rooms = [[await Page(proxy.port, number, cookie, f"{victim}{n}{who}").open() for who, cookie in enumerate(room["cookies"])] for n, number in enumerate(room["numbers"])]
    end = time.monotonic() + SECONDS
    talks = [asyncio.create_task(talk(pages, end)) for pages in rooms]
    for kill in range(KILLS):
        await asyncio.sleep(SECONDS / (KILLS + 1))
        if victim == "web":
            await webs.kill(kill % 2)
        else:
            os.kill(postmaster(product), signal.SIGKILL)
    await asyncio.gather(*talks)
    for pages in rooms:
        for page in pages:
            await page.until(lambda page=page: not page.unsent, 60)
        wanted = max(page.last for page in pages)
        for page in pages:
            await page.until(lambda page=page, wanted=wanted: page.last == wanted, 60)
    breaks = sorted(seconds for pages in rooms for page in pages for seconds in page.breaks)
    print(f"\n{victim}: {len(breaks)} broken lines, back after p50 {breaks[len(breaks) // 2]:.2f} s, p99 {breaks[int(len(breaks) * 0.99)]:.2f} s, at most {breaks[-1]:.2f} s")
    with psycopg.connect(env["DATABASE_URL"]) as line:
        for pages, number in zip(rooms, room["numbers"], strict=True):
            stored = [
                row[0]
                for row in line.execute(
                    "SELECT m.client_id FROM rooms_message m JOIN rooms_sitting s ON s.id = m.sitting_id JOIN cases_case c ON c.id = s.case_id WHERE c.number = %s ORDER BY seq_joint",
                    [number],
                )
            ]
            assert len(stored) == len(set(stored))
            assert {tuple(page.ids) for page in pages} == {tuple(stored)}
    for pages in rooms:
        for page in pages:
            page.close()
    for server in webs.servers:
        server.stop()
    assert breaks[int(len(breaks) * 0.99)] < 1.0
