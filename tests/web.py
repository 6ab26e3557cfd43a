"""Web processes of the product beside its own: for measuring, and for several of them with one database."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from mediation.embedded import OWNER, Embedded
from mediation.launch import _environment, _secrets
from tests.bench.meter import cpu_of, tree
from tests.product import ROOT, Product


class Server:
    """One web process of the product (or of a peer), measured by its own CPU and that of the database."""

    def __init__(self, command: list[str], port: int, env: dict[str, str], postmaster: int = 0) -> None:
        self.port, self.postmaster = port, postmaster
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def cpu(self) -> float:
        """Seconds of the server and of all the database's processes, whenever they began."""
        return cpu_of(tree(self.process.pid)) + (cpu_of(tree(self.postmaster)) if self.postmaster else 0)

    def memory(self) -> int:
        """Bytes of private memory."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return sum(int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Private_")) * 1024

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def environment(product: Product) -> dict[str, str]:
    """What a web process of this installation needs to know."""
    var = product.var / "data"
    kept = _secrets(var / "secrets.json")
    return _environment(var, product.port, kept, product.given) | {"DATABASE_URL": Embedded(var, kept["database"]).url(OWNER)}


def filled(env: dict[str, str], rooms: int, history: int) -> dict:
    done = subprocess.run([sys.executable, "-m", "tests.fill_rooms", str(rooms), str(history)], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])
