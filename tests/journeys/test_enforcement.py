"""An agreement that a court confirmed is not kept: whoever is owed something has it enforced, on a phone."""

import json

import psycopg
import pytest

from mediation.embedded import OWNER, Embedded
from tests.journeys.conftest import Person, Theatre
from tests.journeys.seated import Seated
from tests.journeys.test_stories import file_person, sign

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
IDENTITIES = ("330108199003070017", "330109199003070013")


def the_day_passes(product: Theatre) -> None:
    """No browser can wait for the day of payment: it is moved in the product's own database."""
    home = product.var / "data"
    with psycopg.connect(Embedded(home, json.loads((home / "secrets.json").read_text())["database"]).url(OWNER)) as line:
        line.execute("UPDATE cases_obligation SET due_on = current_date - 3")


def settle(seated: Seated) -> None:
    shen, number = seated.shen, seated.number
    shen.go(f"/case/{number}/write")
    for name, words in {"what": "退还押金", "amount": "3400", "how": "银行转账", "due_on": "2030-12-31", "if_late": "按日万分之二支付逾期利息"}.items():
        shen.page.fill(f"[name=duty-0-{name}]", words)
    shen.page.select_option("[name=duty-0-debtor]", "respondent")
    shen.press("button[name=freeze]")
    shen.page.wait_for_url("**/agreement")
    for person, phone in zip((seated.lin, seated.wang), seated.phones, strict=True):
        sign(person, number, phone)
    shen.page.reload()
    shen.draw()
    shen.press("main form[data-once] .button--primary")
    shen.page.wait_for_url(f"**/case/{number}")


def at_court(zhou: Person, address: str, docket: str) -> None:
    zhou.go(address.replace("/filing/", "/court/filing/"))
    zhou.press("button[value=take]")
    zhou.page.fill("[name=docket_number]", docket)
    zhou.press("button[value=accept]")
    zhou.page.wait_for_load_state()


def confirm(seated: Seated, zhou: Person) -> None:
    for person, identity in zip((seated.lin, seated.wang), IDENTITIES, strict=True):
        person.go(f"/case/{seated.number}/confirmation")
        file_person(person, identity)
        person.draw()
        person.press("main form .button--primary")
        person.page.wait_for_load_state()
    at_court(zhou, seated.wang.page.url.removeprefix(seated.product.url), "(2026)浙0108民特8号")
    zhou.press("button[value=decide]")
    zhou.page.wait_for_load_state()


def test_what_is_owed_is_enforced(product, browser):
    zhou, seated = product.staff(browser, "周倩"), Seated(product, browser)
    lin, wang, shen, number = seated.lin, seated.wang, seated.shen, seated.number
    settle(seated)
    confirm(seated, zhou)
    the_day_passes(product)
    shen.go(f"/case/{number}")
    form = shen.page.locator(f"form[action='/case/{number}/move/breach']")
    shen.page.locator("details.danger", has=form).locator("summary").click()
    form.locator("button").click()
    shen.page.wait_for_load_state()
    lin.go(f"/case/{number}")
    lin.look_everywhere("95-case-not-kept")
    lin.press(f"a[href='/case/{number}/enforcement']")
    lin.page.wait_for_url("**/enforcement")
    lin.look_everywhere("96-enforcement")
    owed = lin.page.locator("[name^=left_]")
    assert owed.input_value() == "3400.00"
    owed.fill("3500")
    lin.page.fill("[name=clues]", "工商银行账户尾号1234\n小车浙A12345")
    lin.page.fill("[name=performed]", "11月2日转账400元")
    lin.press("button[value=check]")
    lin.page.wait_for_selector(".field--error")
    lin.look("97-enforcement-checked")
    assert lin.page.input_value("[name=clues]").endswith("浙A12345")
    owed.fill("3000")
    lin.draw()
    lin.press("main form .button--primary")
    lin.page.wait_for_url("**/filing/**")
    lin.look("98-enforcement-sent")
    address = lin.page.url.removeprefix(product.url)
    assert wang.go(address).locator("text=404").or_(wang.page.locator("h1")).count()
    assert "浙A12345" not in wang.page.content()
    at_court(zhou, address, "(2026)浙0108执8号")
    zhou.look_everywhere("99-enforcement-review")
    zhou.page.select_option("[name=result]", "enforced")
    zhou.press("button[value=decide]")
    zhou.page.wait_for_load_state()
    lin.go(f"/case/{number}")
    assert lin.colour() == "green"
    assert "申请执行" not in lin.page.inner_text("main")
    assert lin.page.locator("section.code--alarm").count() == 0
