"""Two phones and a desk: an offer with its sheet and a counter-offer; sealed figures that meet; minutes and facts that everybody confirms."""

import re

import pytest

from tests.journeys.conftest import Person
from tests.journeys.seated import Seated

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def offer(person: Person, number: str, amount: str, lines: tuple[tuple[str, str, str], ...] = ()) -> None:
    person.go(f"/room/{number}/offers")
    if not person.page.locator("#offer-amount").is_visible():
        person.page.locator("details:has(#offer-amount) > summary").first.click()
    person.page.fill("#offer-amount", amount)
    if lines:
        person.page.locator(".sheet-lines > summary").click()
    for n, (what, sign, size) in enumerate(lines):
        person.page.fill(f"[name=line-{n}-what]", what)
        person.page.select_option(f"[name=line-{n}-sign]", sign)
        person.page.fill(f"[name=line-{n}-amount]", size)
    person.page.locator("form:has(#offer-amount) .button--primary").click()
    person.page.wait_for_load_state()


def deed(person: Person, name: str) -> None:
    person.page.locator(f"form:has(input[name=deed][value={name}]) button").first.click()
    person.page.wait_for_load_state()


def ask(mediator: Person, number: str) -> None:
    mediator.go(f"/room/{number}/bids")
    mediator.page.locator("details:has(#bidding-asked) > summary").click()
    mediator.page.fill("#bidding-asked", "押金退还")
    mediator.press("form:has(#bidding-asked) .button--primary")
    mediator.page.wait_for_load_state()


def seal(person: Person, number: str, amount: str) -> None:
    person.go(f"/room/{number}/bids")
    assert not person.page.locator(".bids__plain").is_visible()
    person.page.fill("[data-amount]", amount)
    with person.page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/bids")) as sent:
        person.press("form[data-seal] .button--primary")
    assert amount not in (sent.value.post_data or "")  # the figure does not leave the device
    person.page.wait_for_load_state()


def test_two_phones_and_a_desk_come_together(product, browser):
    scene = Seated(product, browser)
    lin, wang, shen, number = scene.lin, scene.wang, scene.shen, scene.number

    offer(wang, number, "2000", lines=(("押金", "+", "3400"), ("墙面清洁和两面墙重刷", "-", "1400")))
    wang.look_everywhere("41-offer-own")
    offer(lin, number, "3000")
    wang.go(f"/room/{number}/offers")
    wang.look("42-offer-countered")
    lin.go(f"/room/{number}/offers/sheets")
    lin.look_everywhere("43-sheets")
    deed(wang, "decline")
    offer(shen, number, "2600")
    shen.look_everywhere("44-proposal-desk")
    for person in (lin, wang):
        person.go(f"/room/{number}/offers")
        deed(person, "accept")
    lin.go(f"/room/{number}/offers")
    assert lin.page.locator(".offer--accepted").count() == 1
    lin.look("45-accepted")

    shen.go(f"/room/{number}/bids")
    shen.look("46-bids-desk")
    ask(shen, number)
    lin.go(f"/room/{number}/bids")
    lin.look_everywhere("47-seal")
    seal(lin, number, "2500.5")
    lin.page.locator("[data-receipt]").wait_for()
    lin.look("48-receipt")
    seal(wang, number, "3000")  # with the second figure both devices open theirs by themselves
    lin.go(f"/room/{number}/bids")
    for person in (lin, wang, shen):
        for _try in range(20):
            person.go(f"/room/{number}/bids")
            if "2750.25" in person.page.locator("[data-bidding='1']").inner_text():
                break
            person.page.wait_for_timeout(200)
        assert "2750.25" in person.page.locator("[data-bidding='1']").inner_text()
        person.go(f"/room/{number}/bids/1")
        person.page.locator(".notice--success[data-verdict]").wait_for()
        figures = re.findall(r"2500\.50|3000\.00", person.page.locator("main").inner_text())
        assert figures == {"lin": ["2500.50"], "wang": ["3000.00"], "shen": []}["lin" if person is lin else "wang" if person is wang else "shen"]
    lin.look_everywhere("49-check")
    assert lin.page.evaluate("Object.values(localStorage).filter((kept) => kept.includes('2500.50'))") == []  # no longer needed, no longer on the device

    shen.go(f"/room/{number}/minutes")
    shen.look_everywhere("50-minutes-desk")
    shen.press("button[value=fix]")
    shen.page.wait_for_load_state()
    lin.go(f"/room/{number}/minutes")
    lin.look_everywhere("51-minutes-phone")
    lin.press("button[name=agrees][value=yes]")
    lin.page.wait_for_load_state()
    shen.go(f"/room/{number}/facts")
    shen.page.fill("#fact-text", "双方于2025年3月1日签订租房合同，押金3400元。")
    shen.press("form:has(#fact-text) .button--primary")
    shen.page.wait_for_load_state()
    for person in (lin, wang):
        person.go(f"/room/{number}/facts")
        person.look("52-facts")
        deed(person, "confirm")
    lin.look_everywhere("53-fact-agreed")

    shen.go(f"/room/{number}/notes")
    shen.page.fill("#note-body", "申请人单独说可以到2500元。")
    shen.page.select_option("#note-in_caucus", "applicant")
    shen.press("form:has(#note-body) .button--primary")
    shen.page.wait_for_load_state()
    body = shen.page.locator(".note__body")
    assert body.evaluate("e => getComputedStyle(e).filter") != "none"
    shen.look_everywhere("54-notes")
    shen.page.locator(".note__reveal input").check()
    assert body.evaluate("e => getComputedStyle(e).filter") == "none"


def test_without_javascript_the_page_says_so_and_gives_the_phone_number(product, browser):
    scene = Seated(product, browser)
    lin, shen, number = scene.lin, scene.shen, scene.number
    ask(shen, number)
    plain = browser.new_context(java_script_enabled=False, storage_state=lin.context.storage_state())
    page = plain.new_page()
    page.goto(f"{product.url}/room/{number}/bids")
    assert (page.locator(".bids__plain").is_visible(), page.locator("form[data-seal]").is_visible()) == (True, False)
    assert re.search(r"\d{4}-?\d{4}", page.locator(".bids__plain").inner_text())
    plain.close()


def test_figures_are_sealed_and_offers_answered_in_the_room_itself(product, browser):
    scene = Seated(product, browser).enter()
    lin, wang, shen = scene.lin, scene.wang, scene.shen
    for person in (lin, wang, shen):
        person.page.locator("[data-tab=offers]").click()
        person.page.locator(".panel--offers").wait_for()
    wang.page.fill("#offer-amount", "2000")
    wang.page.locator("form:has(#offer-amount) .button--primary").click()
    for person in (wang, lin, shen):
        person.page.locator(".offer--open").wait_for()  # without a reload
    lin.look("55-room-offers-phone")
    shen.look("56-room-offers-desk")
    lin.page.locator("form:has(input[value=accept]) button").click()
    wang.page.locator(".offer--accepted").wait_for()
    shen.page.locator("[data-tab=bids]").click()
    shen.page.locator("details:has(#bidding-asked) > summary").click()
    shen.page.fill("#bidding-asked", "押金退还")
    shen.press("form:has(#bidding-asked) .button--primary")
    for person, amount in ((lin, "2500.5"), (wang, "3000")):
        person.page.locator("[data-tab=bids]").click()
        person.page.fill("[data-amount]", amount)
        person.press("form[data-seal] .button--primary")
    for person in (lin, wang, shen):
        person.page.get_by_text("2750.25").wait_for()  # opened and compared by themselves
    lin.look("57-room-bids-phone")
    assert lin.page.url.endswith(f"/room/{scene.number}")
