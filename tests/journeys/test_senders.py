"""A hotline's system beside the running product: it is connected, sends, is told by the workers, and the centre tells it again."""

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.journeys.conftest import Person, Theatre
from tests.product import ROOT
from tests.receiver import Receiver

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("senders")]
TICKET = {
    "reference": "12345-2026-0001",
    "area": "330108002001",
    "dispute_type": "tenancy",
    "summary": "押金3400元未退，房东不接电话。",
    "applicant_kind": "person",
    "applicant_name": "林晓",
    "applicant_phone": "13800000001",
    "respondent_kind": "person",
    "respondent_name": "王强",
    "way": "spoken",
}


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setenv("WEBHOOK_NETWORKS", "127.0.0.0/8")
    running = Theatre()
    yield running
    assert running.stop() == 0


@pytest.fixture
def system():
    made = Receiver()
    yield made
    made.stop()


def connect(place, url):
    """The keys that the command prints, run as an operator runs it: with the environment of the installation's own processes."""
    worker = next(home for home in Path("/proc").glob("[0-9]*") if _runs_for(home, place))
    env = dict(line.split("=", 1) for line in _read(worker / "environ").split("\0") if "=" in line)
    said = subprocess.run(
        [sys.executable, "manage.py", "connect_sender", "hotline", "12345热线", "--channel", "hotline", "--centre", "长河矛调中心", "--url", url],
        cwd=ROOT, env=env, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return said.split()[2]


def _read(path):
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""  # it has ended


def _runs_for(home, place):
    return "procrastinate" in _read(home / "cmdline") and f"PUBLIC_URL=http://localhost:{place.port}\0" in _read(home / "environ")


def call(place, key, path, body=None):
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": "k-1"}
    with urllib.request.urlopen(urllib.request.Request(place.url + path, json.dumps(body).encode() if body else None, headers)) as answer:
        return json.load(answer)


def told(system, count):
    end = time.monotonic() + 30
    while len(system.told) < count:
        assert time.monotonic() < end, system.told
        time.sleep(0.05)
    return [json.loads(body)["type"] for _path, _headers, body in system.told]


def test_a_hotline_sends_is_told_and_is_told_again(place, system, browser):
    key = connect(place, system.url())
    system.answers = [(500, {})]
    sent = call(place, key, "/api/v1/tickets", TICKET)
    assert told(system, 2) == ["ticket.received"] * 2  # refused once, taken five seconds later by the same id
    assert call(place, key, f"/api/v1/tickets/{TICKET['reference']}")["number"] == sent["number"]
    system.answers = [(410, {})]
    fang = Person(browser, place, phone=True).enter("方敏")
    fang.page.set_viewport_size({"width": 360, "height": 740})
    fang.go(f"/case/{sent['number']}")
    danger = fang.page.locator("details.danger", has=fang.page.locator("form[action$='/move/decline']"))
    danger.locator("summary").click()
    danger.locator("select").select_option("not_civil")
    danger.locator("button").click()
    assert told(system, 3)[-1] == "ticket.closed"
    fang.go("/desk")
    fang.press("a[href$='/senders']")
    fang.page.locator("text=HTTP 410").wait_for()
    fang.look("senders-gone")
    fang.page.locator("input[value=switch_on] ~ button").focus()
    fang.page.keyboard.press("Enter")
    fang.page.locator("input[value=failed_again] ~ button").wait_for()
    fang.look("senders-failed")
    fang.page.locator("input[value=failed_again] ~ button").focus()
    with fang.page.expect_navigation():
        fang.page.keyboard.press("Enter")
    told(system, 4)
    ids = [headers["webhook-id"] for _path, headers, _body in system.told]
    assert (ids[0], ids[2]) == (ids[1], ids[3])
    fang.go("/desk")
    fang.press("a[href$='/senders']")
    fang.page.wait_for_url("**/senders")
    fang.look("senders")
