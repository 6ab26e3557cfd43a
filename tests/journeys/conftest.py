"""The product as `make run` starts it, and browsers for everybody in the story."""

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
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pyzbar.pyzbar import decode

ROOT = Path(__file__).resolve().parent.parent.parent
SHOTS = ROOT / "var" / "shots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WATCH_CSP = "window.__csp = []; document.addEventListener('securitypolicyviolation', (e) => window.__csp.push(e.violatedDirective + ' ' + e.blockedURI));"


class Product:
    """A running installation with a database of its own."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.var = Path(tempfile.mkdtemp(prefix="mcj-"))
        self.log = self.var / "out.txt"
        self.cast: dict[str, Person] = {}
        unwanted = ("DATABASE_URL", "VAR_DIR", "SECRET_KEY", "PII_KEYS", "PII_INDEX_KEY", "LOG_LEVEL", "DB_POOL")
        env = {k: v for k, v in os.environ.items() if k not in unwanted} | {"PORT": str(self.port), "VAR": str(self.var / "data"), "DEMO": "1"}
        with self.log.open("wb") as out:
            self.process = subprocess.Popen([sys.executable, "-m", "mediation.launch"], cwd=ROOT, env=env, stdout=out, stderr=out)
        end = time.monotonic() + 120
        while "Ctrl-C" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.2)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def staff(self, browser: Browser, name: str) -> "Person":
        """A member of staff at a desktop; the one-time link works once, so the browser is kept."""
        if name not in self.cast:
            self.cast[name] = Person(browser, self, phone=False).enter(name)
        return self.cast[name]

    def link(self, name: str) -> str:
        return re.search(rf"{name}  \S+\t(\S+)", self.said()).group(1)

    def scanned_poster(self) -> str:
        """Print the poster, look at the picture, and read the code as a phone would."""
        address = re.search(r"Poster \(PDF\)\s+(\S+)", self.said()).group(1)
        pdf, picture = self.var / "poster.pdf", self.var / "poster"
        pdf.write_bytes(urllib.request.urlopen(address).read())
        subprocess.run(["pdftoppm", "-r", "70", "-png", "-singlefile", str(pdf), str(picture)], check=True)
        from PIL import Image

        (found,) = decode(Image.open(picture.with_suffix(".png")).convert("L"))
        return found.data.decode()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(40)
        shutil.rmtree(self.var, ignore_errors=True)
        return code


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, product: Product, *, phone: bool) -> None:
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        self.context: BrowserContext = browser.new_context(viewport=size, locale="zh-CN", has_touch=phone)
        self.context.add_init_script(WATCH_CSP)
        self.context.set_default_timeout(15_000)
        self.product, self.wrong = product, []
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda m: self.wrong.append(f"{m.text} {m.location}") if m.type == "error" and "422" not in m.text else None)
        self.page.on("pageerror", lambda e: self.wrong.append(str(e)))

    def go(self, address: str) -> Page:
        self.page.goto(address if address.upper().startswith("HTTP") else self.product.url + address)
        return self.page

    def enter(self, name: str) -> "Person":
        self.go(self.product.link(name))
        self.press("main .button--primary")
        return self

    def press(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def code(self, phone: str) -> str:
        """The digits of the newest text to this phone, read from the outbox page."""
        box = self.context.new_page()
        for _try in range(40):
            box.goto(self.product.url + "/outbox")
            for text in box.locator("ul.texts li").all_inner_texts():
                if phone in text and (digits := re.search(r"(?<!\d)(\d{6})(?!\d)", text.split("\n", 1)[-1])):
                    box.close()
                    return digits.group(1)
            time.sleep(0.1)
        raise AssertionError(f"no code for {phone}")

    def draw(self) -> None:
        box = self.page.locator("canvas.pad")
        box.scroll_into_view_if_needed()
        at = box.bounding_box()
        self.page.mouse.move(at["x"] + 30, at["y"] + 60)
        self.page.mouse.down()
        self.page.mouse.move(at["x"] + 120, at["y"] + 110, steps=5)
        self.page.mouse.move(at["x"] + 200, at["y"] + 40, steps=5)
        self.page.mouse.up()

    def colour(self) -> str:
        return re.search(r"c-(\w+)", self.page.locator("section.code").get_attribute("class")).group(1)

    def look(self, name: str) -> None:
        """Keep a picture, and refuse what a reader with bad eyes or a strict browser would stumble over."""
        assert self.page.evaluate("window.__csp") == []  # before the tools of this test put their own styles in
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))"
        )
        assert found == []
        assert [line for line in self.wrong if "Content Security Policy" not in line] == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways"


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    running = Product()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()
