"""Two web processes behind a proxy, one database, Redis between them: a room does not notice. And when Redis or a process dies, no word is lost."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.pages import Page, Proxy
from tests.ports import free_port
from tests.product import Product
from tests.web import Server, environment, filled

pytestmark = [
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server (Debian), which .ci/packages test installs"),
    pytest.mark.xdist_group("processes"),
]


@pytest.fixture(scope="module")
def product():
    running = Product()
    yield running
    assert running.stop() == 0


@pytest.fixture
def redis():
    port = free_port()
    process = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
    yield process, f"redis://127.0.0.1:{port}/0"
    process.kill()
    process.wait()


@pytest.fixture
def pair(product, redis):
    env = environment(product) | {"REDIS_URL": redis[1]}
    made = []
    for _ in range(2):
        port = free_port()
        made.append(Server([sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "--access-log", os.devnull, "mediation.asgi:application"], port, env))
    yield made, filled(env, 1, 0)
    for one in made:
        if one.process.poll() is None:
            one.stop()


async def test_a_room_spans_two_processes_and_survives_redis_and_one_of_them(pair, redis):
    (one, two), room = pair
    proxy = await Proxy([one.port, two.port]).open()
    number, (shen_cookie, lin_cookie, wang_cookie) = room["numbers"][0], room["cookies"]
    shen, lin = await Page(one.port, number, shen_cookie, "p-shen").open(), await Page(one.port, number, lin_cookie, "p-lin").open()
    wang = await Page(two.port, number, wang_cookie, "p-wang").open()
    beside = await Page(proxy.port, number, wang_cookie, "").open()
    everybody = (shen, lin, wang, beside)

    for page in (shen, lin, wang):
        await page.send(type="do", deed="rung", rung="video", line=page.name)
    await lin.until(lambda: sum(s.get("rung") == "video" for s in [e for e in lin.events if e["type"] == "room"][-1]["seats"]) == 3)
    await lin.send(type="signal", leg="3", description={"type": "offer", "sdp": "joint"})
    await wang.until(lambda: wang.signals() == ["joint"])

    await lin.send(type="say", id="1", text="从一到二", to="")
    assert await wang.until(lambda: wang.said == ["从一到二"]) < 0.8  # woken, not found by the look of every second
    await wang.send(type="say", id="2", text="从二到一", to="")
    await lin.until(lambda: lin.said == ["从一到二", "从二到一"])

    await shen.send(type="do", deed="caucus", side="applicant")
    await wang.until(lambda: wang.talk()["caucus"])
    assert (wang.talk()["side"], wang.talk()["with_you"]) == ("", False)
    await lin.send(type="say", id="3", text="底线三千", to="applicant")
    await lin.send(type="signal", leg="3", description={"type": "offer", "sdp": "caucus"})
    await shen.until(lambda: "底线三千" in shen.said)
    await asyncio.sleep(1.5)
    assert (wang.signals(), "底线三千" in json.dumps(wang.events + beside.events, ensure_ascii=False)) == (["joint"], False)
    await shen.send(type="do", deed="caucus", side="")
    await wang.until(lambda: not wang.talk()["caucus"])

    redis[0].kill()
    await lin.send(type="say", id="4", text="没有中转", to="")
    assert await wang.until(lambda: "没有中转" in wang.said) < 3
    two.process.send_signal(signal.SIGKILL)
    wang.port = proxy.port  # a browser only ever knows the proxy
    await shen.send(type="say", id="5", text="换一台服务器", to="")
    await wang.until(lambda: "换一台服务器" in wang.said)
    assert wang.said == ["从一到二", "从二到一", "没有中转", "换一台服务器"]
    await asyncio.gather(*(page.until(lambda page=page: "换一台服务器" in page.said) for page in everybody))
    for page in everybody:
        page.close()
