"""Starting again where somebody has removed the folder, but not the database that stands elsewhere; and ending with whoever started it."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from mediation.embedded import CLUSTER, Embedded
from mediation.launch import _open


def test_a_database_whose_passwords_are_gone_is_put_aside_and_a_new_one_made(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL")
    left = Embedded(tmp_path, dict.fromkeys(("cluster", "owner", "app"), "of yesterday"))
    left.start()
    left.stop()
    _kept, database = _open(tmp_path)
    aside = next(database.home.parent.glob(f"{database.home.name}-*"))
    try:
        assert str(aside) in capsys.readouterr().out
        assert (aside / "data" / "PG_VERSION").exists()
        database.start()
        with psycopg.connect(database.url(CLUSTER)) as line:
            assert line.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        database.stop()
        again = _open(tmp_path)[1]
        assert (again.data.exists(), capsys.readouterr().out) == (True, "")  # what has its passwords is left alone
    finally:
        for home in database.home.parent.glob(f"{database.home.name}*"):
            shutil.rmtree(home)


def test_a_child_that_will_not_end_does_so_with_its_parent():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    start = f"import sys, time; from pathlib import Path; from mediation.children import Child; print(Child('deaf', [sys.executable, '-c', {deaf!r}], {{}}, Path.cwd()).process.pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE, text=True)
    child = Path("/proc") / next(line.strip() for line in parent.stdout if line.strip() != "deaf")
    assert parent.stdout.readline().strip() == "deaf"
    parent.kill()
    parent.wait()
    end = time.monotonic() + 5
    while child.exists() and "State:\tZ" not in (child / "status").read_text() and time.monotonic() < end:
        time.sleep(0.05)
    assert not child.exists() or "State:\tZ" in (child / "status").read_text()
