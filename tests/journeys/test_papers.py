"""Somebody without an account checks a paper on a phone."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.conftest import Person
from tests.papers import makers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


@pytest.fixture
def agreement(product, settings):
    """As the product itself would sign it."""
    settings.VAR_DIR = product.var / "data"
    with ThreadPoolExecutor(1) as beside:  # this thread belongs to the browser's event loop, where nothing is signed
        return beside.submit(makers.signed).result()


def test_a_stranger_checks_a_paper_and_a_changed_one(product, browser, agreement):
    visitor = Person(browser, product, phone=True)
    visitor.page.set_viewport_size({"width": 360, "height": 780})
    visitor.go("/VERIFY")
    visitor.look("72-verify")
    for content, verdict in ((agreement, "notice"), (agreement + b"\n", "notice notice--danger")):
        visitor.page.set_input_files("[name=paper]", files=[{"name": "协议书.pdf", "mimeType": "application/pdf", "buffer": content}])
        visitor.page.focus("main form button")
        visitor.page.keyboard.press("Enter")
        visitor.page.locator("main section ol li").nth(3).wait_for()
        visitor.page.wait_for_function("(shape) => document.querySelector('main section .notice')?.className === shape", arg=verdict)
        assert visitor.page.locator("main section ol li").count() == 4
        visitor.look(f"73-verify-{'changed' if 'danger' in verdict else 'unchanged'}")
    visitor.context.close()
