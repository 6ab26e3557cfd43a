"""A date at the court: a clerk sets it at a desk, a party takes it into the calendar of a phone; and the list that goes through an intranet."""

import csv
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from courtlink.bridge.columns import KNOWN, code_of
from tests.journeys.conftest import Person
from tests.journeys.test_booking import event_of, texts_to
from tests.journeys.test_stories import apply, assign, send_lawsuit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LIN, WANG = "13800000071", "13800000072"


def give_up(lin: Person, number: str) -> None:
    """The applicant ends the mediation; a lawsuit may follow."""
    lin.go(f"/case/{number}")
    form = lin.page.locator(f"form[action='/case/{number}/move/refuse']")
    if not form.locator("button").is_visible():
        lin.page.locator("details", has=form).locator("summary").first.click()
    form.locator("button").click()
    lin.page.wait_for_load_state()
    assert lin.colour() == "red"


def taken_along(zhou: Person, ref: str) -> dict[str, str]:
    """The row of a filing, from the list that the clerk takes along."""
    zhou.page.check(f"input[name=filing][value='{ref}']")
    with zhou.page.expect_download() as waiting:
        zhou.press("button[name=form][value=csv]")
    rows = list(csv.reader(StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig"), newline="")))
    return dict(zip([code_of(name) for name in rows[0]], rows[1], strict=True))


def handed_in(zhou: Person, row: dict[str, str]) -> None:
    """The filled-in list, as Excel saves it in China."""
    out = StringIO(newline="")
    csv.writer(out).writerows([list(KNOWN), [row.get(code, "") for code in KNOWN]])
    zhou.page.set_input_files("[name=file]", files=[{"name": "答复.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode("gb18030")}])
    zhou.press("form[enctype] .button--primary")
    zhou.page.wait_for_url("**/court/bridge/answers/**")


def keeps_another_form(lin: Person, number: str) -> None:
    """A form that was chosen and not sent is there again when the page is opened anew, with what was written in it."""
    place = f"/case/{number}/lawsuit"
    lin.go(place)
    usual = lin.page.input_value("[name=form_kind]")
    show_form(lin, "loan")
    lin.page.fill("[name=lent_on]", "2026-01-05")
    lin.go("/")
    lin.go(place)
    lin.page.wait_for_selector("[name=lent_on]")
    assert (lin.page.input_value("[name=form_kind]"), lin.page.input_value("[name=lent_on]")) == ("loan", "2026-01-05")
    show_form(lin, usual)


def show_form(lin: Person, kind: str) -> None:
    lin.page.select_option("[name=form_kind]", kind)
    lin.press("[name=deed][value=change]")
    lin.page.wait_for_load_state()
    assert lin.page.input_value("[name=form_kind]") == kind


def test_a_filing_goes_through_an_intranet_and_its_hearing_into_a_calendar(product, browser):
    lin = Person(browser, product, phone=True)
    number = apply(lin, LIN, WANG)
    assign(product.staff(browser, "方敏"), number, "沈丽华")
    give_up(lin, number)
    keeps_another_form(lin, number)
    send_lawsuit(lin, number, "杭州市滨江区江南大道100号1幢301室")
    ref = lin.page.url.rsplit("/", 1)[-1]

    zhou = product.staff(browser, "周倩")
    zhou.go("/court/bridge")
    zhou.look_everywhere("70-bridge")
    row = taken_along(zhou, ref)
    handed_in(zhou, row | {"action": "受理", "docket_number": "（2026）浙0108民初71号"})
    zhou.look_everywhere("71-answers")
    zhou.press("main form .button--primary")
    zhou.page.locator(".notice--success").wait_for()

    zhou.go(f"/court/filing/{ref}")
    zhou.press(f"a[href='/court/filing/{ref}/dates']")
    when = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=10)).replace(hour=9, minute=30, second=0, microsecond=0)
    zhou.page.fill("[name=begins]", f"{when:%Y-%m-%dT%H:%M}")
    zhou.page.fill("[name=room]", "第三法庭")
    zhou.page.fill("[name=place]", "江南大道1号")
    zhou.page.fill("[name=contact]", "陈法官 0571-88880000")
    zhou.press("button[name=deed][value=set]")
    zhou.page.locator(".cells--dates time").wait_for()
    zhou.look_everywhere("72-dates-clerk")

    lin.go(f"/case/{number}")
    lin.look_everywhere("73-case-with-date")
    link = lin.page.locator("a[download]").first.get_attribute("href")
    assert event_of(lin, link)[0::3] == ("REQUEST", when)
    zhou.press("a[href^='?move=']")
    later = when + timedelta(days=1)
    zhou.page.fill("[name=begins]", f"{later:%Y-%m-%dT%H:%M}")
    zhou.press("button[name=deed][value=set]")
    zhou.page.wait_for_url("**/dates")
    method, _uid, sequence, begins = event_of(lin, link)
    assert (method, sequence, begins) == ("REQUEST", 1, later)
    lin.go("/dates")
    lin.press("button[value=feed]")
    lin.page.locator("#feed").wait_for()
    lin.look_everywhere("74-my-dates")
    zhou.press("button[name=deed][value=cancel]")
    zhou.page.wait_for_load_state()
    assert event_of(lin, link)[0] == "CANCEL"
    assert len(texts_to(lin, WANG)) >= 3  # set, moved, cancelled: the other side knows of an accepted lawsuit
