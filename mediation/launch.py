"""`make run`: database, migrations, demonstration, web server and job worker, started together and stopped together.

What dies is started again.
"""

import base64
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from mediation.children import Child, stop
from mediation.embedded import APP, CLUSTER, OWNER, DatabaseError, Embedded
from mediation.media import environment_in

ROOT = Path(__file__).resolve().parent.parent
LOOK = 0.1  # seconds between two looks at what died
READY_LIMIT = 60.0
PORT_LIMIT = 5.0


class Stop(Exception):
    """Somebody pressed Ctrl-C or sent a TERM."""


def main() -> int:
    """Run until stopped; return the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    port = int(os.environ.get("PORT", "8000"))
    var = Path(os.environ.get("VAR", ROOT / "var" / str(port))).resolve()
    try:
        return _print_logins(port, var) if "logins" in sys.argv[1:] else _run(port, var)
    except DatabaseError as fault:
        sys.stderr.write(f"\n{fault}\n")
        return 1
    except subprocess.CalledProcessError:
        return 1  # the command has said why
    except Stop:
        return 0


def _run(port: int, var: Path) -> int:
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    guard = (var / "lock").open("w")
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write(f"Mediation Code already runs with this folder ({var}). Use another port: make run PORT={port + 1}\n")
        return 1
    bind = os.environ.get("BIND", "127.0.0.1")
    if not _comes_free(bind, port):
        sys.stderr.write(f"Port {port} is in use. Try: make run PORT={port + 1}\n")
        return 1
    kept, database = _open(var)
    children: list[Child] = []
    try:
        if database:
            database.start()
        env = _environment(var, port, kept)
        logins = _manage(env | _url(database, OWNER), "prepare", "--logins")
        env |= _url(database, APP)
        children = [Child(name, command, env, ROOT) for name, command in _commands(bind, port).items()]
        _wait_until_ready(port)
        sys.stdout.write(logins + "  Ctrl-C stops everything.\n")
        sys.stdout.flush()
        _watch(children, database)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stop(children)
        if database:
            database.stop()
    return 0


def _open(var: Path) -> tuple[dict[str, Any], Embedded | None]:
    """The secrets of this folder and its database. Where only the folder was removed, the database stands elsewhere still, and nobody can open it any more."""
    is_new = not (var / "secrets.json").exists()
    kept = _secrets(var / "secrets.json")
    database = None if os.environ.get("DATABASE_URL") else Embedded(var, kept["database"])
    if is_new and database is not None and (aside := database.set_aside()):
        sys.stdout.write(f"A database of this folder was found whose passwords have been removed. It is kept in {aside}; a new one is made.\n")
    return kept, database


def _print_logins(port: int, var: Path) -> int:
    """Print fresh links for the installation that runs with this folder."""
    if not (var / "secrets.json").exists():
        sys.stderr.write(f"Nothing runs with {var}. Start it first: make run PORT={port}\n")
        return 1
    kept = _secrets(var / "secrets.json")
    database = None if os.environ.get("DATABASE_URL") else Embedded(var, kept["database"])
    sys.stdout.write(_manage(_environment(var, port, kept) | _url(database, APP), "logins"))
    return 0


def _commands(bind: str, port: int) -> dict[str, list[str]]:
    python = sys.executable
    return {
        "web": [python, "-m", "daphne", "-b", bind, "-p", str(port), "--access-log", os.devnull, "mediation.asgi:application"],
        "worker": [python, "manage.py", "procrastinate", "worker", "-q", "default"],
        "errands": [python, "manage.py", "procrastinate", "worker", "-q", "webhooks,files,court", "-c", "4"],  # slow receivers, courts and large papers hold up no text message
        "clocks": [python, "manage.py", "keep_time"],
    }


def _watch(children: list[Child], database: Embedded | None) -> None:
    """Start again what died; never gives up, because people rely on it."""
    while True:
        time.sleep(LOOK)
        if database is not None and not database.runs():
            sys.stderr.write("the database ended; starting it again\n")
            database.start()
        for child in children:
            child.look()


def _manage(env: dict[str, str], *args: str) -> str:
    """What the command has to say."""
    return subprocess.run([sys.executable, "manage.py", *args], cwd=ROOT, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8").stdout


def _wait_until_ready(port: int) -> None:
    end = time.monotonic() + READY_LIMIT
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise DatabaseError("The web server did not become ready; see the lines above.")


def _environment(var: Path, port: int, kept: dict[str, Any], given: Mapping[str, str] = os.environ) -> dict[str, str]:
    mine = {"SECRET_KEY": kept["secret_key"], "PII_KEYS": kept["pii_keys"], "PII_INDEX_KEY": kept["pii_index_key"]}
    defaults = {"DEMO": "1", "LOG_JSON": "0", "LOG_LEVEL": "WARNING", "PUBLIC_URL": f"http://localhost:{port}", "VAR_DIR": str(var)}
    return mine | defaults | environment_in(var) | dict(given) | {"DJANGO_SETTINGS_MODULE": "mediation.settings"}


def _url(database: Embedded | None, role: str) -> dict[str, str]:
    return {"DATABASE_URL": database.url(role)} if database else {}


def _secrets(path: Path) -> dict[str, Any]:
    """The secrets of this installation, made once and readable by its owner only."""
    if path.exists():
        return dict(json.loads(path.read_text()))
    key = lambda: base64.b64encode(os.urandom(32)).decode()  # noqa: E731
    made = {
        "secret_key": secrets.token_urlsafe(48),
        "pii_keys": f"1:{key()}",
        "pii_index_key": key(),
        "database": {role: secrets.token_urlsafe(24) for role in (CLUSTER, OWNER, APP)},
    }
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(made))
    fresh.rename(path)
    return made


def _comes_free(bind: str, port: int) -> bool:
    """Is the port free, or does a server whose launcher was killed give it up while it ends?"""
    end = time.monotonic() + PORT_LIMIT
    while _taken(bind, port):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _taken(bind: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError:
            return True
    return False


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
