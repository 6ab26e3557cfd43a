"""A real worker process beside the tests, killed at an exact moment: the court holds its call, or the database a row that it needs."""

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

from courtlink.sandbox.court import Dropped
from tests.courtlink.line import NETWORKS

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60


def database() -> str:
    """The address of the tests' own database."""
    base = os.environ["DATABASE_URL"].split("?")[0].rpartition("/")[0]
    query = os.environ["DATABASE_URL"].partition("?")[2]
    return f"{base}/{connection.settings_dict['NAME']}" + (f"?{query}" if query else "")


class Worker:
    """`manage.py procrastinate worker` on the tests' database."""

    def __init__(self, queues: str = "court,default") -> None:
        env = os.environ | {"DATABASE_URL": database(), "COURT_NETWORKS": ",".join(NETWORKS), "DEMO": "1", "DB_POOL": "4", "COURT_KEY_FILE": str(settings.COURT_KEY_FILE)}
        command = [sys.executable, "manage.py", "procrastinate", "worker", "-q", queues, "-c", "4"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """As the machine's last moment would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


def until(true, what: str) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.02)


def forget_heartbeats() -> None:
    """Whoever was killed has been silent for long; the next worker's rescue hands its jobs on."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")


class Hold:
    """Holds the call of a worker at the court, before or after the deed there."""

    def __init__(self, sandbox, moment: str, word: str, *, cut: bool = False) -> None:
        self.reached, self.go, self.sandbox, self.moment, self.word, self.cut = threading.Event(), threading.Event(), sandbox, moment, word, cut
        sandbox.faults.held = self.at

    def at(self, moment: str, path: str) -> None:
        if self.reached.is_set() or moment != self.moment or self.word not in path:
            return
        self.reached.set()
        self.go.wait(SECONDS)
        if self.cut:
            raise Dropped

    def release(self) -> None:
        self.sandbox.faults.held = None
        self.go.set()


@contextmanager
def row_held(table: str, where: str, value: int):
    """Another session holds this row; whoever needs it waits."""
    with psycopg.connect(database()) as line:
        line.execute(f"SELECT 1 FROM {table} WHERE {where} = %s FOR UPDATE", [value])
        yield line
        line.rollback()


def somebody_waits(table: str) -> bool:
    """Does a session wait for a row of this table?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE %s AND pid <> pg_backend_pid()", [f"%{table}%"])
        return cursor.fetchone()[0] > 0
