"""Kill what runs, at any moment: nothing acknowledged is lost, and the next start just works."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from mediation.embedded import OWNER, Embedded
from tests.environment import clear_away
from tests.ports import free_port

pytestmark = pytest.mark.drill
ROOT = Path(__file__).resolve().parent.parent.parent
UNWANTED = ("DATABASE_URL", "VAR_DIR", "SECRET_KEY", "PII_KEYS", "PII_INDEX_KEY", "LOG_LEVEL", "DB_POOL")


class Installation:
    """One folder, started again and again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.var = Path(tempfile.mkdtemp(prefix="mcd-")) / "data"
        self.env = {k: v for k, v in os.environ.items() if k not in UNWANTED} | {"PORT": str(self.port), "VAR": str(self.var), "DEMO": "1"}

    def start(self) -> float:
        """Start and wait for the first page; return the seconds it took."""
        begun = time.monotonic()
        with (self.var.parent / "out.txt").open("ab") as out:
            self.process = subprocess.Popen([sys.executable, "-m", "mediation.launch"], cwd=ROOT, env=self.env, stdout=out, stderr=out)
        self.wait()
        return time.monotonic() - begun

    def wait(self) -> None:
        end = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=3) as answer:
                    assert answer.status == 200
                    return
            except OSError:
                assert time.monotonic() < end, "never ready"
                assert self.process.poll() is None, (self.var.parent / "out.txt").read_text()[-2000:]
                time.sleep(0.05)

    def url(self) -> str:
        return Embedded(self.var, json.loads((self.var / "secrets.json").read_text())["database"]).url(OWNER)

    def children(self, word: str) -> list[int]:
        lines = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=True).stdout.splitlines()
        return [int(line.split()[0]) for line in lines if word in line]


class Writer(threading.Thread):
    """Writes rows as fast as it can and remembers which were acknowledged."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.acked, self.number, self.stopped = url, [], 0, threading.Event()

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                with psycopg.connect(self.url, autocommit=True, connect_timeout=2) as line:
                    line.execute("CREATE TABLE IF NOT EXISTS kept (i int)")
                    while not self.stopped.is_set():
                        self.number += 1
                        line.execute("INSERT INTO kept VALUES (%s)", [self.number])
                        self.acked.append(self.number)
            except psycopg.Error:
                time.sleep(0.05)


def test_nothing_acknowledged_is_lost_whatever_is_killed():
    place, luck = Installation(), random.Random(7)
    first = place.start()
    writer = Writer(place.url())
    writer.start()
    starts = []
    for victim in ("daphne", "postgres", "launcher", "worker", "postgres", "launcher"):
        time.sleep(0.5 + luck.random())
        if victim == "launcher":
            place.process.kill()
            place.process.wait()
            starts.append(place.start())
        else:
            for pid in place.children(victim):
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.5)
            place.wait()
    time.sleep(0.5)
    writer.stopped.set()
    writer.join(10)
    with psycopg.connect(place.url()) as line:
        stored = {row[0] for row in line.execute("SELECT i FROM kept")}
    place.process.send_signal(signal.SIGINT)
    assert place.process.wait(40) == 0
    clear_away(place.var)
    shutil.rmtree(place.var.parent, ignore_errors=True)
    print(f"\nfirst start {first:.1f} s, later starts {', '.join(f'{s:.1f}' for s in starts)} s, {len(writer.acked)} rows acknowledged, {len(stored)} found")
    assert set(writer.acked) - stored == set()
    assert len(writer.acked) > 100
