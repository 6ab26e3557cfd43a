"""The panels beside the talk: each opens without leaving the room, and nothing that somebody typed is lost when one comes anew."""

import pytest

from tests.journeys.seated import Seated

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def open_panels(person, number: str, device: str) -> list[str]:
    """Tap every tab; a page that was left would have forgotten that it is the same one."""
    page, names = person.page, []
    page.evaluate("window.sameRoom = true")
    for tab in page.locator("[data-tab]:not([data-tab=talk])").all():
        names.append(tab.get_attribute("data-tab"))
        tab.click()
        page.wait_for_selector(f"[data-panel={names[-1]}] > *")
        person.look(f"60-panel-{names[-1]}-{device}")
    assert (page.url.rsplit("/", 1)[-1], page.evaluate("window.sameRoom")) == (number, True)
    return names


def test_every_panel_opens_in_the_room_and_keeps_what_is_typed(product, browser):
    scene = Seated(product, browser).enter()
    assert open_panels(scene.lin, scene.number, "phone") == ["people", "offers", "bids", "draft", "minutes", "facts", "times", "recording"]
    assert open_panels(scene.shen, scene.number, "desk") == ["people", "offers", "bids", "draft", "minutes", "facts", "notes", "times", "recording"]

    lin, wang = scene.lin.page, scene.wang.page
    for page in (lin, wang):
        page.locator("[data-tab=offers]").click()
        page.wait_for_selector("#offer-amount")
    lin.fill("#offer-amount", "3100")
    lin.locator("[data-panel]").evaluate("box => box.querySelector('#offer-amount').blur()")
    wang.fill("#offer-amount", "2000")
    wang.locator("form:has(#offer-amount) .button--primary").click()
    lin.wait_for_selector(".offer--open")
    assert lin.input_value("#offer-amount") == "3100"
    assert wang.wait_for_selector(".offer--open") and wang.locator("#offer-amount:visible").count() == 0
