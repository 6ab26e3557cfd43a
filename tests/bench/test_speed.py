"""Speed of the running product, beside the bare limits of the same run. `make bench`; docs/speed.md says what the figures mean."""

import asyncio
import json
import os
import statistics
import time

import psycopg
import pytest
from websockets.asyncio.client import connect

from mediation.embedded import OWNER, Embedded
from tests.bench.bare import BARE, ONE_STATEMENT
from tests.bench.meter import Cost, Quiet, line, measure, processes
from tests.caller import CODE, INVITATION, Caller
from tests.product import Product

pytestmark = pytest.mark.bench
LIN, WANG = "13800000001", "13800000002"
WORDS = {
    "name": "林晓",
    "area": "330108002001",
    "dispute_type": "tenancy",
    "summary": "押金3400元到期未退，催告三次。房东说墙面脏了，不肯退还。",
    "amount": "3400",
    "respondent_kind": "person",
    "respondent_name": "王强",
    "respondent_phone": "13800000009",
}


@pytest.fixture(scope="module")
def product():
    running = Product(API_INTAKE_RATE="1000000/hour")
    yield running
    assert running.stop() == 0


def test_figures(product):
    var = product.var / "data"
    url = Embedded(var, json.loads((var / "secrets.json").read_text())["database"]).url(OWNER)
    web, database = (lambda: processes(product, "daphne")), (lambda: processes(product, "postgres"))
    served = {"web": web, "database": database}
    lin = Caller(product).by_phone(LIN)
    numbers: list[str] = []
    report = []
    with psycopg.connect(url, autocommit=True) as bare, Quiet(product):
        bare.execute(BARE)
        direct = {"client": lambda: [os.getpid()], "database": database}
        insert = measure(lambda n: bare.execute("INSERT INTO bare_step VALUES (-1, %s, '{}', %s)", [n, bytes(32)]), direct, rounds=1000)
        limit = measure(lambda n: bare.execute(ONE_STATEMENT, [n, bytes(32)]), direct, rounds=1000)
        trivial = measure(lambda n: lin.ask("GET", "/healthz"), served)
        intake = measure(lambda n: numbers.append(lin.post("cases", WORDS, Idempotency_Key=f"b{n}")["number"]), served)
        number = lin.post("cases", WORDS | {"respondent_phone": WANG}, Idempotency_Key="story")["number"]
        moved = measure(lambda n: lin.post(f"cases/{numbers[n]}/moves", {"move": "withdraw", "reason": "no_longer"}, Idempotency_Key=f"m{n}"), served, rounds=150)
        long_story(product, lin, number)
        page = measure(lambda n: lin.ask("GET", f"/case/{number}"), served)
        read = measure(lambda n: lin.ask("GET", f"/api/v1/cases/{number}"), served)
    report += [line("one insert, committed", insert), line("one statement: update, step, job", limit, limit), line("empty page (/healthz)", trivial)]
    report += [line("intake (API, 201)", intake, limit), line("move (API)", moved, limit), line("case page, 90 steps", page), line("case (API), 90 steps", read)]
    report += asyncio.run(room(product, lin, number))
    print("\nmilliseconds an operation; CPU of each group of processes\n" + "\n".join(report))
    assert intake.all_cpu < 60


def long_story(product: Product, lin: Caller, number: str) -> None:
    """Admit the case and let the applicant change their mind often: ninety steps."""
    fang = Caller(product).by_link("方敏")
    page = fang.ask("GET", f"/case/{number}/assign")[1].decode()
    fang.press(f"/case/{number}/assign", mediator=page.split('name="mediator" value="')[1].split('"')[0])
    for count in range(88):
        lin.press(f"/case/{number}/reply", answer="help" if count % 2 else "talk")


async def room(product: Product, lin: Caller, number: str) -> list[str]:
    """Ten sockets in a room; a message is stored, numbered and committed before anybody hears it."""
    wang, shen = Caller(product), Caller(product).by_link("沈丽华")
    shen.press(f"/case/{number}/take")
    lin.press(f"/case/{number}/reply", answer="talk")
    invite = wang.text(WANG, INVITATION)
    wang.ask("GET", f"{invite}/enter")
    wang.press(invite, answer="talk")
    wang.press(f"{invite}/enter")
    wang.press(f"{invite}/enter", code=wang.text(WANG, CODE))
    shen.press(f"/room/{number}")
    people = [lin] * 5 + [wang] * 4 + [shen]
    address = f"ws://localhost:{product.port}/ws/room/{number}"
    lines = [await connect(address, additional_headers={"Cookie": f"sessionid={p.cookies['sessionid']}"}, origin=product.url) for p in people]
    for socket in lines:
        await socket.send(json.dumps({"type": "hello", "after": 0}))
        while json.loads(await socket.recv())["type"] != "state":
            pass
    before, walls = time.process_time(), []
    for count in range(220):
        text = json.dumps({"type": "say", "id": f"s{count}", "text": "你好，我们来谈一谈押金的事情。", "to": ""})
        begun = time.perf_counter()
        await lines[(0, 5, 9)[count % 3]].send(text)  # the applicant, the respondent, the mediator
        await asyncio.gather(*(heard(socket, f"s{count}") for socket in lines))
        walls.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.05)  # twenty messages a second; the room's limit is ten for one person
    for socket in lines:
        await socket.close()
    walls = sorted(walls[20:])
    cost = Cost(statistics.median(walls), walls[int(len(walls) * 0.99) - 1], {"driver": (time.process_time() - before) / 220 * 1000})
    return [line("room message to 10 members", cost)]


async def heard(socket, ident: str) -> None:
    while json.loads(await socket.recv()).get("id") != ident:
        pass
