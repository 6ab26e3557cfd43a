"""The real media servers, a real web server on the tests' database, and browsers with fake cameras."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client

from mediation.embedded import ROOT_HOME
from tests.ports import free_port

ROOT = Path(settings.BASE_DIR)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream=fps=5",  # six seats share two cores here
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--allow-loopback-in-peer-connection",
]
PAGE = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")


class MediaServers:
    """`make media` with a folder of its own."""

    def __init__(self, **more: str) -> None:
        self.var = Path(tempfile.mkdtemp(prefix="mcm-"))
        start = 30000 + secrets.randbelow(40) * 400
        self.turn_port = free_port()
        ports = {"MEDIA_RTP": f"{start}-{start + 199}", "MEDIA_RELAY": f"{start + 200}-{start + 399}", "MEDIA_TURN_PORT": str(self.turn_port)}
        self.log = self.var / "out.txt"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen([sys.executable, "-m", "mediation.media"], cwd=ROOT, env=os.environ | {"VAR": str(self.var)} | ports | more, stdout=out, stderr=out)
        self.until(lambda: "Ctrl-C" in self.log.read_text(), self.log.read_text)
        self.known = json.loads((self.var / "media.json").read_text())
        self.until(self.is_well, self.said)

    def until(self, is_so, told, limit: float = 30) -> None:
        end = time.monotonic() + limit
        while not is_so():
            assert self.process.poll() is None, told()
            assert time.monotonic() < end, told()
            time.sleep(0.1)

    @property
    def home(self) -> Path:
        return ROOT_HOME / f"{sha256(str(self.var.resolve()).encode()).hexdigest()[:12]}-media" if os.geteuid() == 0 else self.var / "media"

    def is_well(self) -> bool:
        message = {"janus": "ping", "transaction": "1", "admin_secret": self.known["JANUS_ADMIN_SECRET"]}
        try:
            with urllib.request.urlopen(self.known["JANUS_ADMIN_URL"], json.dumps(message).encode(), timeout=3) as answer:
                return json.load(answer)["janus"] == "pong"
        except OSError:
            return False

    def children(self) -> dict[str, int]:
        """The processes, by name."""
        import psutil

        return {child.name(): child.pid for child in psutil.Process(self.process.pid).children()}

    def said(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in (self.log, self.home / "janus.log", self.home / "coturn.log") if path.exists())

    def tell(self, settings) -> None:
        """Have this process know them."""
        from rooms.media import control

        control.forget_health()
        for name, value in self.known.items():
            setattr(settings, name, Path(value) if name.endswith("DIR") else value.split(",") if name.endswith("URLS") else value)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
        if os.geteuid() == 0:
            shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.var, ignore_errors=True)


class Web:
    """Daphne on the database of this test."""

    def __init__(self, media: MediaServers | None = None, *, pages: bool = False, **more: str) -> None:
        self.port = free_port()
        there = connection.settings_dict
        url = f"postgres://{there['USER']}:{there['PASSWORD']}@/{there['NAME']}?host={there['HOST'] or there['OPTIONS'].get('host')}"
        kept = {"SECRET_KEY": settings.SECRET_KEY, "PII_KEYS": settings.PII_KEYS, "PII_INDEX_KEY": settings.PII_INDEX_KEY, "VAR_DIR": str(settings.VAR_DIR)}
        env = os.environ | kept | {"DATABASE_URL": url, "DB_POOL": "12", "PUBLIC_URL": self.url, "LOG_LEVEL": "WARNING"} | (media.known if media else {}) | more
        self.folder = Path(tempfile.mkdtemp(prefix="mcw-"))
        if pages:  # with styles and scripts as people get them
            env |= {"VAR_DIR": str(self.folder), "VAULT_DIR": str(settings.STORAGES["default"]["OPTIONS"]["location"])}
            subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], cwd=ROOT, env=env, check=True)
        with (self.folder / "out.txt").open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), "--access-log", os.devnull, "mediation.asgi:application"],
                cwd=ROOT,
                env=env,
                stdout=out,
                stderr=out,
            )
        end = time.monotonic() + 60
        while not self.answers():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.2)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=3):
                return True
        except OSError:
            return False

    def said(self) -> str:
        return (self.folder / "out.txt").read_text(errors="replace")[-6000:]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Actor:
    """Somebody in the room with a fake camera."""

    def __init__(self, browser, web: Web, number: str, person, **query: str) -> None:
        door = Client()
        door.force_login(person, backend="mediation.people.backends.Citizens")
        self.context = browser.new_context(permissions=["camera", "microphone"], bypass_csp=True)
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": door.cookies[settings.SESSION_COOKIE_NAME].value, "url": web.url}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.route("**/stage/sfu.js", lambda route: route.fulfill(body=(ROOT / "mediation/static/ui/sfu.js").read_text(encoding="utf-8"), content_type="text/javascript"))
        asked = "&".join(f"{name}={value}" for name, value in ({"room": number} | query).items())
        self.page.goto(f"{web.url}/healthz?{asked}")  # a page that really came from there may open a socket to it
        self.page.set_content(PAGE)
        self.waits("window.ready")

    def does(self, **deed) -> None:
        self.page.evaluate("(deed) => window.does(deed)", deed)

    def hears(self) -> dict[int, dict]:
        """For each seat heard: decoded pictures, energy of sound, bytes."""
        return {int(seat): facts for seat, facts in self.page.evaluate("window.stats()").items()}

    def told(self) -> str:
        return self.page.evaluate("JSON.stringify([window.sfu?.links.up?.connectionState, window.sfu?.links.down?.connectionState, ...window.events])") + f" {self.hears()}"

    def waits(self, expression: str, limit: int = 60_000) -> None:
        self.page.wait_for_function(expression, timeout=limit)


def gather(actors, is_so, limit: float = 60, also=lambda: "") -> None:
    """Wait until something is so; tell what everybody saw when it never is."""
    end = time.monotonic() + limit
    while not is_so():
        assert time.monotonic() < end, "\n".join([actor.told() for actor in actors] + [also()])
        time.sleep(0.3)
