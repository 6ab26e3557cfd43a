"""The product as `make run` starts it, with a folder and a database of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from pyzbar.pyzbar import decode

from mediation.embedded import ROOT_HOME, Embedded

ROOT = Path(__file__).resolve().parent.parent


def clear_away(folder: Path) -> None:
    """Remove an installation's folder and its database; as root that lies where its borrowed account can reach it."""
    home = Embedded(folder / "data", {}).home
    if home.is_relative_to(ROOT_HOME):
        shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


class Product:
    """A running installation with a database of its own."""

    def __init__(self, **more: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.var = Path(tempfile.mkdtemp(prefix="mcj-"))
        self.log = self.var / "out.txt"
        unwanted = ("DATABASE_URL", "VAR_DIR", "SECRET_KEY", "PII_KEYS", "PII_INDEX_KEY", "LOG_LEVEL", "DB_POOL")
        env = {k: v for k, v in os.environ.items() if k not in unwanted} | {"PORT": str(self.port), "VAR": str(self.var / "data"), "DEMO": "1"} | more
        with self.log.open("wb") as out:
            self.process = subprocess.Popen([sys.executable, "-m", "mediation.launch"], cwd=ROOT, env=env, stdout=out, stderr=out)
        end = time.monotonic() + 400  # the first start makes every table; beside other work on two cores that takes minutes
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
        clear_away(self.var)
        return code
