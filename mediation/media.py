"""`make media`: Janus (voice and picture above three seats, recordings) and coturn (a way through firewalls), started and stopped together.

Everything they need is written into a folder of their own, with secrets made for this installation. `make run` with the same
folder finds it there. MEDIA_IP names the address they listen on, MEDIA_PUBLIC_IP the one that others see.
"""

import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

from mediation.embedded import ROOT_HOME, die_with_parent
from mediation.media_config import CONTROL, Plan, coturn_file, environment, janus_files

ROOT = Path(__file__).resolve().parent.parent
BACK_OFF = (0.2, 1.0, 3.0, 10.0)
LIBRARIES = ("/usr/lib/*/janus", "/usr/lib/janus")
ACCOUNTS = {"janus": ("janus", "nobody"), "coturn": ("turnserver", "nobody")}  # whom root lends them


class Missing(Exception):
    """A program is not installed; the message is for the person at the terminal."""


class Stop(Exception):
    """Somebody pressed Ctrl-C or sent a TERM."""


def main() -> int:
    """Run until stopped; return the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        plan = prepare(Path(os.environ.get("VAR", ROOT / "var" / os.environ.get("PORT", "8000"))).resolve())
        _run(plan)
    except Missing as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    except Stop:
        return 0
    return 0


def prepare(var: Path) -> Plan:
    """Write the settings of both, and what `make run` needs to know; return the plan. Raises Missing."""
    for program in ("janus", "turnserver"):
        if shutil.which(program) is None:
            raise Missing(f"{program} is not installed. Debian and Ubuntu have it: .ci/packages media")
    plan = _plan(var)
    _write(plan.home / "janus", janus_files(plan, _library()), owner=_account("janus"))
    _write(plan.home / "coturn", {"turnserver.conf": coturn_file(plan)}, owner=_account("coturn"))
    plan.recordings.mkdir(mode=0o700, exist_ok=True)
    _give(plan.recordings, _account("janus"))
    _keep(var / "media.json", environment(plan))
    return plan


def environment_in(var: Path) -> dict[str, str]:
    """What `make media` left for `make run` in this folder; nothing when it never ran here."""
    kept = var / "media.json"
    return dict(json.loads(kept.read_text())) if kept.exists() else {}


def _plan(var: Path) -> Plan:
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:  # their borrowed accounts cannot look into our own folders
        ROOT_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        home = ROOT_HOME / f"{sha256(str(var).encode()).hexdigest()[:12]}-media"
    else:
        home = var / "media"
    home.mkdir(mode=0o711, exist_ok=True)
    address = os.environ.get("MEDIA_IP") or _own_address()
    return Plan(
        home=home,
        address=address,
        public=os.environ.get("MEDIA_PUBLIC_IP") or address,
        rtp=os.environ.get("MEDIA_RTP", "20000-20999"),
        turn_port=int(os.environ.get("MEDIA_TURN_PORT", "3478")),
        relay=os.environ.get("MEDIA_RELAY", "21000-21999"),
        secrets=_secrets(var / "media-secrets.json"),
        local=os.environ.get("MEDIA_LOCAL", "") == "1",
    )


def _secrets(path: Path) -> dict[str, Any]:
    """Made once for this installation, readable by its owner only; the control ports are any that were free then."""
    if path.exists():
        return dict(json.loads(path.read_text()))
    made: dict[str, Any] = {name: secrets.token_hex(24) for name in ("api", "admin", "room", "turn")}
    made |= dict(zip(("ws_port", "admin_port"), _free_ports(2), strict=True))
    _keep(path, made)
    return made


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _port in range(count)]
    for probe in probes:
        probe.bind((CONTROL, 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _own_address() -> str:
    """The address by which this machine reaches others; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            return CONTROL
        return str(probe.getsockname()[0])


def _library() -> Path:
    for pattern in LIBRARIES:
        if found := sorted(Path("/").glob(pattern.lstrip("/"))):
            return found[0]
    raise Missing("Janus is installed without its plugins.")


def _account(name: str) -> tuple[int, int] | None:
    """Whom root lends this program; None as an ordinary user: it runs as we do."""
    if os.geteuid() != 0:
        return None
    for lent in ACCOUNTS[name]:
        try:
            found = pwd.getpwnam(lent)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    raise Missing(f"There is no account that {name} could borrow. Run `make media` as an ordinary user.")


def _write(folder: Path, files: dict[str, str], *, owner: tuple[int, int] | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    _give(folder, owner)
    for name, text in files.items():
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(text)
        _give(folder / name, owner)


def _give(path: Path, owner: tuple[int, int] | None) -> None:
    if owner:
        os.chown(path, *owner)


def _keep(path: Path, facts: dict[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(facts, indent=1))
    fresh.rename(path)


def _run(plan: Plan) -> None:
    """Start both, and start again what died, more slowly each time."""
    commands = {
        "janus": ["janus", "-F", str(plan.home / "janus"), "-C", str(plan.home / "janus" / "janus.jcfg")],
        "coturn": ["turnserver", "-c", str(plan.home / "coturn" / "turnserver.conf")],
    }
    children: dict[str, subprocess.Popen[bytes]] = {}
    deaths = dict.fromkeys(commands, 0)
    try:
        children = {name: _child(name, command, plan) for name, command in commands.items()}
        sys.stdout.write(_told(plan))
        sys.stdout.flush()
        while True:
            time.sleep(0.3)
            for name in [name for name, child in children.items() if child.poll() is not None]:
                wait = BACK_OFF[min(deaths[name], len(BACK_OFF) - 1)]
                deaths[name] += 1
                sys.stderr.write(f"{name} ended with {children[name].returncode}; starting it again in {wait} s (log: {plan.home / name}.log)\n")
                time.sleep(wait)
                children[name] = _child(name, commands[name], plan)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _stop_all(children)


def _child(name: str, command: list[str], plan: Plan) -> subprocess.Popen[bytes]:
    account = _account(name)
    lent: dict[str, Any] = {"user": account[0], "group": account[1], "extra_groups": []} if account else {}
    with (plan.home / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd="/",
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread
            **lent,
        )


def _told(plan: Plan) -> str:
    lines = "".join(f"    {name}={value}\n" for name, value in environment(plan).items() if "SECRET" not in name and "KEY" not in name)
    return (
        f"Janus and coturn listen on {plan.address} (UDP {plan.rtp}, {plan.relay}, TCP and UDP {plan.turn_port}); control on {CONTROL} only.\n"
        f"`make run` with this folder uses them when it starts. Another web server needs these lines, and the secrets in media.json:\n{lines}  Ctrl-C stops both.\n"
    )


def _stop_all(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        try:
            child.wait(8)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
