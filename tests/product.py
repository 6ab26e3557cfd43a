"""The product as `make run` starts it, with a folder and a database of its own."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from pyzbar.pyzbar import decode

from mediation.embedded import Embedded
from tests.environment import clear_away
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent


class Product:
    """A running installation with a database of its own."""

    def __init__(self, **more: str) -> None:
        self.port = free_port()
        self.var = Path(tempfile.mkdtemp(prefix="mcj-"))
        self.home = self.var / "data"
        if "DATABASE_URL" not in more:
            _take_a_copy(self.home)
        self._begin(more)

    def _begin(self, more: dict[str, str]) -> None:
        self.log = self.var / "out.txt"
        unwanted = ("DATABASE_URL", "VAR_DIR", "SECRET_KEY", "PII_KEYS", "PII_INDEX_KEY", "LOG_LEVEL", "DB_POOL")
        self.given = {k: v for k, v in os.environ.items() if k not in unwanted} | {"PORT": str(self.port), "VAR": str(self.home), "DEMO": "1"} | more
        with self.log.open("wb") as out:
            self.process = subprocess.Popen([sys.executable, "-m", "mediation.launch"], cwd=ROOT, env=self.given, stdout=out, stderr=out)
        end = time.monotonic() + 200  # beside other work on two cores the first start takes minutes
        while "Ctrl-C" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.2)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def child(self, word: str) -> int:
        """The process of the product whose command has this word."""
        lines = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=True).stdout.splitlines()
        return next(int(line.split()[0]) for line in lines if word in line)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def link(self, name: str) -> str:
        return re.search(rf"{name}  \S+\t(\S+)", self.said()).group(1)

    def scanned_poster(self) -> str:
        """Print the poster, look at the picture, and read the code as a phone would."""
        address = re.search(r"Poster \(PDF\)\s+(\S+)", self.said()).group(1)
        pdf, picture = self.var / "poster.pdf", self.var / "poster"
        pdf.write_bytes(urllib.request.urlopen(address).read())
        subprocess.run(["pdftoppm", "-r", "70", "-png", "-singlefile", str(pdf), str(picture)], check=True)
        (found,) = decode(Image.open(picture.with_suffix(".png")).convert("L"))
        return found.data.decode()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(40)
        clear_away(self.home)
        shutil.rmtree(self.var, ignore_errors=True)
        return code


class Model(Product):
    """An installation after its first start, of which every other of this run is a copy."""

    def __init__(self, home: Path) -> None:
        self.port, self.var, self.home = free_port(), home.parent, home
        self._begin({})
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(40) == 0
        (home / "ready").touch()


def _take_a_copy(home: Path) -> None:
    """What `make run` makes once takes half a minute: tables, district, compressed files."""
    model = Path(os.environ["VAR_DIR"]) / "product"
    with model.with_suffix(".lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not (model / "ready").exists():
            Model(model)
    database, copy = Embedded(model, {}).home, Embedded(home, {}).home
    subprocess.run(["cp", "-a", str(model), str(home)], check=True)
    if not database.is_relative_to(model):
        subprocess.run(["cp", "-a", str(database), str(copy)], check=True)
