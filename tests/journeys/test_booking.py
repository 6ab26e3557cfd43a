"""A time for a sitting: proposed at a desk, chosen on two phones, kept in a calendar, moved, cancelled, and people checked in at the door."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from PIL import Image
from pyzbar.pyzbar import decode

from tests.journeys.conftest import Person
from tests.journeys.test_stories import apply, assign, join, take

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LIN, WANG = "13800000061", "13800000062"


def press_deed(person: Person, deed: str, number: int = 0) -> None:
    """Press a button that does this, by its name or by its form's."""
    button = person.page.locator(f"button[name=deed][value={deed}], form:has(input[name=deed][value={deed}]) button")
    with person.page.expect_navigation():
        button.nth(number).click()


def event_of(person: Person, address: str) -> tuple[str, str, int, datetime]:
    """What the file on the page says to a calendar program."""
    with person.page.expect_download() as waiting:
        person.page.evaluate("(to) => { const a = document.createElement('a'); a.href = to; document.body.append(a); a.click(); }", address)
    calendar = Calendar.from_ical(Path(waiting.value.path()).read_bytes())
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), str(event["uid"]), event["sequence"], event["dtstart"].dt


def read_wall(admin: Person, name: str) -> str:
    """Scan the code of a room from the screen, as a phone does from the wall."""
    code = admin.page.locator("ul.walls li", has_text=name).locator("svg").screenshot()
    (found,) = decode(Image.open(BytesIO(code)).convert("L"))
    return found.data.decode()


def texts_to(person: Person, phone: str) -> list[str]:
    person.go("/outbox")
    return [text for text in person.page.locator("ul.texts li").all_inner_texts() if phone in text]


def test_a_time_is_found_kept_moved_cancelled_and_held(product, browser):
    lin, wang = Person(browser, product, phone=True), Person(browser, product, phone=True)
    number = apply(lin, LIN, WANG)
    assign(product.staff(browser, "方敏"), number, "沈丽华")
    shen = product.staff(browser, "沈丽华")
    take(shen, number)
    join(wang, WANG)
    page = f"/room/{number}/times"

    shen.go(f"{page}?mode=offline")
    for box in shen.page.locator("input[name=slot]").all()[:2]:
        box.check()
    press_deed(shen, "propose")
    shen.look_everywhere("40-times-mediator")

    lin.go(f"/case/{number}")
    lin.page.locator(f"main a[href='{page}']").first.click()
    lin.page.check("input[type=radio][name=mode][value=offline]")
    lin.page.check("input[name=needs][value=apart]")
    press_deed(lin, "wish")
    lin.look_everywhere("41-times-party")
    press_deed(lin, "choose", 1)
    wang.go(page)
    assert wang.page.locator("input[value=apart]:checked").count() == 0
    press_deed(wang, "choose", 1)
    wang.page.locator(".booked").wait_for()
    wang.look_everywhere("42-times-fixed")

    ics = wang.page.locator(".booked a.button--primary").get_attribute("href")
    first = event_of(wang, ics)
    shen.go(page)
    shen.page.locator("section:has(#free) summary").first.click()
    shen.page.locator("input[name=slot]").nth(5).check()
    press_deed(shen, "move")
    moved = event_of(wang, ics)
    assert (first[0], moved[0], moved[1], moved[2] - first[2]) == ("REQUEST", "REQUEST", first[1], 1)
    assert moved[3] != first[3]

    lin.go(page)
    lin.page.locator(".booked details.danger summary").click()
    lin.page.select_option("#why-off", "ill")
    press_deed(lin, "cancel")
    assert event_of(wang, ics)[:3] == ("CANCEL", first[1], 3)
    for _try in range(100):
        told = texts_to(wang, WANG)
        if len([text for text in told if page in text]) >= 4:
            break
        wang.page.wait_for_timeout(100)
    assert len([text for text in told if page in text]) == 4  # proposed, fixed, moved, cancelled

    shen.go(f"{page}?mode=offline")
    soon = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(minutes=3)
    box = shen.page.locator("input[name=slot]").first
    box.evaluate("(box, value) => { box.value = value; }", soon.strftime("%Y-%m-%dT%H:%M"))
    box.check()
    shen.page.locator("section form > details summary").click()
    press_deed(shen, "fix")
    shen.page.locator(".booked").wait_for()
    admin = product.staff(browser, "管理员")
    admin.go("/centre/3/places")
    admin.look_everywhere("43-places")
    lin.go(read_wall(admin, "二号调解室"))
    lin.look_everywhere("44-check-in")
    lin.press("main form .button--primary")
    lin.page.locator(".notice--success").wait_for()
    shen.go(page)
    assert shen.page.locator("button[value=tick]").count() == 1
    press_deed(shen, "tick")
    assert shen.page.locator("button[value=tick]").count() == 0
    shen.look("45-present")
    shen.go("/hours")
    shen.look_everywhere("46-hours")
    fang = product.staff(browser, "方敏")
    fang.go(f"/centre/3/plan?day={soon:%Y-%m-%d}")
    assert fang.page.get_by_text(number).count() == 1
    fang.look_everywhere("47-plan")
    shen.go("/desk")
    shen.look("48-desk-mediator")
    lin.go("/desk")
    lin.look("49-desk-citizen")
