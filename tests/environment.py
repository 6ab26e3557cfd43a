"""A PostgreSQL and secrets of the tests' own, set up before Django reads its settings (loaded by `-p`)."""

import base64
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mediation.embedded import APP, CLUSTER, OWNER, ROOT_HOME, SETTINGS, Embedded

UNSAFE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Passing(Embedded):
    """A cluster that need not outlive the run: nothing waits for the disk."""

    def start(self) -> None:
        SETTINGS.update(UNSAFE)
        super().start()

    def _run(self, tool: str, *args: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return super()._run(tool, *args, *(["--no-sync"] if tool == "initdb" else []), check=check)


_server: Embedded | None = None
_folder: Path | None = None


def _key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def _start() -> None:
    global _server, _folder  # noqa: PLW0603 - one server for the whole run
    _folder = Path(tempfile.mkdtemp(prefix="mc-"))
    measured = {"bench", "drill"} & set(sys.argv)
    _server = (Embedded if measured else Passing)(_folder, {role: secrets.token_urlsafe(16) for role in (CLUSTER, OWNER, APP)})
    _server.start()
    os.environ["DATABASE_URL"] = _server.url(CLUSTER)
    os.environ["VAR_DIR"] = str(_folder)
    (_folder / "static").mkdir()


def clear_away(folder: Path) -> None:
    """Remove an installation's folder and its database; as root that lies where its borrowed account can reach it."""
    home = Embedded(folder, {}).home
    if home.is_relative_to(ROOT_HOME):
        shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def postmaster() -> int:
    """The process id of the tests' own PostgreSQL, for measuring it."""
    return _server.child.pid


for name, value in {
    "DJANGO_SETTINGS_MODULE": "mediation.settings",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "PII_KEYS": f"1:{_key()}",
    "PII_INDEX_KEY": _key(),
    "DEMO": "1",
    "LOG_LEVEL": "ERROR",
    "DB_POOL": "24",
}.items():
    os.environ.setdefault(name, value)
if "PYTEST_XDIST_WORKER" not in os.environ:
    _start()


def pytest_unconfigure(config: pytest.Config) -> None:  # noqa: ARG001
    """Stop the server and remove its folder."""
    if _server is not None and _folder is not None:
        _server.stop()
        clear_away(_folder / "product")  # the model of `tests.product`
        clear_away(_folder)
