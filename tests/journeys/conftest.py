"""The product as `make run` starts it, and browsers for everybody in the story."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.product import Product

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream=fps=5",  # pictures move; several people share two cores here
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FAULTS = """async () => (await axe.run(document, {resultTypes: ['violations'], preload: false}))
    .violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', '))"""
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
WATCH_CSP = "window.__csp = []; document.addEventListener('securitypolicyviolation', (e) => window.__csp.push(e.violatedDirective + ' ' + e.blockedURI));"


class Theatre(Product):
    """The product with the cast of both stories."""

    running: ClassVar[list["Theatre"]] = []

    def __init__(self, **more: str) -> None:
        Theatre.running.append(self)
        self.cast: dict[str, Person] = {}
        self.signed_in: dict[str, Any] = {}  # what the browsers of those who have gone knew
        super().__init__(**more)

    def staff(self, browser: Browser, name: str) -> "Person":
        """A member of staff at a desktop; the one-time link works once, so the browser is kept."""
        if name not in self.cast:
            known = self.signed_in.get(name)
            self.cast[name] = Person(browser, self, phone=False, known=known) if known else Person(browser, self, phone=False).enter(name)
        return self.cast[name]

    def leave(self) -> None:
        """Everybody goes; who was signed in is so the next time."""
        self.signed_in |= {name: person.context.storage_state() for name, person in self.cast.items()}
        self.cast.clear()


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, product: Theatre, *, phone: bool, known: Any = None) -> None:
        self.size = "phone" if phone else "desk"
        width, height = SIZES[self.size]
        self.context: BrowserContext = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", has_touch=phone, storage_state=known)
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

    def look(self, name: str, page: Page | None = None, *, closely: bool = True) -> None:
        """Refuse what a strict browser, a narrow screen or, looked at closely, a reader with bad eyes would stumble over; `make pictures` keeps a picture."""
        page = page or self.page
        assert page.evaluate("window.__csp") == []  # before the tools of this test put their own styles in
        take_picture(page, name)
        if closely:
            page.evaluate(AXE)
            assert page.evaluate(FAULTS) == []
        assert [line for line in self.wrong if "Content Security Policy" not in line] == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways"

    def look_everywhere(self, name: str) -> None:
        """The page as it stands, then opened anew beside it in both languages and both sizes; closely in the size that is not this person's own, in English."""
        self.look(name)
        beside = self.context.new_page()
        beside.goto(self.page.url)
        for language in ("en", "zh-Hans"):
            beside.locator("form[action='/i18n/setlang/'] button").click()
            beside.wait_for_selector(f"html[lang={language}]")
            for size, (width, height) in SIZES.items():
                beside.set_viewport_size({"width": width, "height": height})
                self.look(f"{name}-{language[:2]}-{size}", beside, closely=language == "en" and size != self.size)
        beside.close()


def take_picture(page: Page, name: str) -> None:
    """Keep it in the folder SHOTS, when there is one."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture(scope="session")
def product() -> Iterator[Theatre]:
    running = Theatre()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module: while Playwright runs, no test of this process can have an event loop of its own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _everybody_goes(browser: Browser) -> Iterator[None]:
    """A room that nobody left would go on with voice and picture beside the next test."""
    yield
    for theatre in Theatre.running:
        theatre.leave()
    for context in browser.contexts:
        context.close()
