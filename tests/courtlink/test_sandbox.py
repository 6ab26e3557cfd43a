"""The sandbox court as people run it: a process of its own that prints how to connect, and remembers when it is told to."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from courtlink import jws
from courtlink.actions import events
from courtlink.actions.courts import connect_court
from courtlink.keys import our_keys
from mediation.people.models import Centre
from tests.courtlink.line import NETWORKS, fresh, run_jobs
from tests.courtlink.test_court import red, sue

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def sandbox(folder: Path, *more: str):
    """Start it, wait for its line, end it with Ctrl-C."""
    (folder / "keys.json").write_text(json.dumps(jws.public_set(our_keys())))
    command = [sys.executable, "manage.py", "sandbox_court", "--port", "0", "--jwks", str(folder / "keys.json"), "--callback", "http://127.0.0.1:9/", *more]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, stdout=subprocess.PIPE, text=True)
    try:
        said = process.stdout.readline() + process.stdout.readline()
        yield re.search(r"--url (\S+) --key (\S+)", said).groups()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        process.stdout.close()


def test_it_takes_papers_decides_by_itself_and_remembers(district, settings, tmp_path):
    settings.DEMO, settings.COURT_NETWORKS = True, NETWORKS
    store = ("--store", str(tmp_path / "court.sqlite"))
    court = Centre.objects.get(short_name="滨江法院")
    with sandbox(tmp_path, *store, "--answer", "accept", "--delay", "0.05", "--seed", "1") as (url, key):
        connect_court(court, url=url, key=key, networks=NETWORKS)
        filing = sue(red())
        run_jobs()
        assert events.catch_up(filing.pk) == 3
        assert (fresh(filing).state, fresh(filing).court_ref) == ("accepted", "SB-000001")
        for path, body, status in (("/court/v1/filings/X", None, 401), ("/elsewhere", None, 404), ("/sandbox/filings/X", b'{"state": "accepted"}', 422)):
            try:
                urllib.request.urlopen(urllib.request.Request(url + path, data=body), timeout=5)
                raise AssertionError(path)
            except urllib.error.HTTPError as refused:
                assert refused.code == status
                refused.close()
    with sandbox(tmp_path, *store) as (again, same):
        with urllib.request.urlopen(f"{again}/sandbox/filings", timeout=5) as answer:
            (row,) = json.load(answer)["filings"]
        assert (same, row["ref"], row["state"], row["effects"]) == (key, filing.ref, "accepted", 1)
        body = json.dumps({"state": "decided", "result": "judgment"}).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{again}/sandbox/filings/{filing.ref}", data=body), timeout=5) as answer:
            assert answer.status == 202
