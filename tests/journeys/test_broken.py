"""An agreement in two instalments: the first is paid, the second is not, a new version mends it, and both sides look back."""

import json
from datetime import date, timedelta

import psycopg
import pytest
from django.utils import timezone

from mediation.embedded import OWNER, Embedded
from tests.journeys.conftest import Person, Theatre
from tests.journeys.test_stories import apply, assign, join, open_room, sign, take

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LIN, WANG = "13800000071", "13800000072"
# Time passes: what is still to be done, and its clocks, lie so many days further back.
OBLIGATIONS_AGE = "UPDATE cases_obligation SET due_on = due_on - %s WHERE closed_at IS NULL AND agreement_id IN (SELECT present_agreement_id FROM cases_case WHERE number = %s)"
CLOCKS_AGE = """
UPDATE cases_deadline SET since = since - %(days)s, due_at = due_at - %(days)s, ring_at = ring_at - %(days)s
WHERE closed_at IS NULL AND obligation_id IS NOT NULL AND case_id = (SELECT id FROM cases_case WHERE number = %(number)s)
"""


def let_days_pass(product: Theatre, number: str, days: int) -> None:
    """No browser can wait a month: set what was promised back in the product's own database; its keeper rings the clocks by itself."""
    home = product.var / "data"
    url = Embedded(home, json.loads((home / "secrets.json").read_text())["database"]).url(OWNER)
    with psycopg.connect(url) as line:
        line.execute(OBLIGATIONS_AGE, [days, number])
        line.execute(CLOCKS_AGE, {"days": timedelta(days=days), "number": number})


def in_both_languages(person: Person, address: str, name: str, says: dict[str, str]) -> None:
    """Look at a page in Chinese and in English, find the words there, and leave it in Chinese."""
    person.go(address)
    for language, words in says.items():
        if person.page.locator("html").get_attribute("lang") != language:
            person.press("form[action='/i18n/setlang/'] button")
            person.page.wait_for_selector(f"html[lang={language}]")
        assert words in person.page.inner_text("main")
        person.look(f"{name}-{language[:2]}")
    person.press("form[action='/i18n/setlang/'] button")
    person.page.wait_for_selector("html[lang=zh-Hans]")


def agree_on(shen: Person, number: str, page: str, *, amount: str, due_on: date, instalments: str = "") -> None:
    """Write one payment, or a row of them, and put the text to both sides."""
    shen.go(f"/case/{number}/{page}")
    duty = {"what": "退还押金", "amount": amount, "how": "银行转账", "due_on": due_on.isoformat(), "instalments": instalments, "if_late": "每日加付10元"}
    for field, value in duty.items():
        shen.page.fill(f"[name=duty-0-{field}]", value)
    shen.page.select_option("[name=duty-0-debtor]", "respondent")
    shen.look(f"50-{page}")
    shen.press("button[name=freeze]")
    shen.page.wait_for_url("**/agreement")


def sign_and_seal(lin: Person, wang: Person, shen: Person, number: str, phones: tuple[str, str] = (LIN, WANG)) -> None:
    for person, phone in zip((lin, wang), phones, strict=True):
        sign(person, number, phone)
    shen.go(f"/case/{number}/agreement")
    shen.draw()
    shen.press("main form[data-once]:has(canvas) .button--primary")
    shen.page.wait_for_url(f"**/case/{number}")


def pay(wang: Person, lin: Person, number: str) -> None:
    """The debtor says that it is done; the creditor confirms it with one tap."""
    wang.go(f"/case/{number}")
    wang.page.get_by_text("我已履行", exact=True).first.click()
    wang.look("51-claim")
    wang.press("form[action*='/obligation/'] .button--primary")
    wang.page.wait_for_load_state()
    lin.go(f"/case/{number}")
    lin.look("52-confirm")
    lin.press("form[action*='/obligation/'] .button--primary")
    lin.page.wait_for_load_state()


def rings(person: Person) -> bool:
    return person.page.locator("section.code--alarm").count() == 1


def look_back(person: Person, number: str, stars: int) -> None:
    person.go(f"/case/{number}")
    person.press(f"a[href='/case/{number}/look-back']")
    person.page.check("[name=kept][value=yes]")
    person.page.check(f"[name=satisfaction][value='{stars}']")
    person.look("58-look-back")
    person.press("main .button--primary")
    person.page.wait_for_load_state()
    assert f"{stars}/5" in person.page.inner_text("main")


def test_a_broken_agreement_is_mended_and_both_sides_look_back(product, browser):
    lin, wang = Person(browser, product, phone=True), Person(browser, product, phone=True)
    fang, shen = product.staff(browser, "方敏"), product.staff(browser, "沈丽华")
    number = apply(lin, LIN, WANG)
    assign(fang, number, "沈丽华")
    take(shen, number)
    join(wang, WANG)
    open_room(shen, number)
    agree_on(shen, number, "write", amount="3400", due_on=timezone.localdate(), instalments="2")
    sign_and_seal(lin, wang, shen, number)
    pay(wang, lin, number)
    assert lin.page.locator(".obligations li", has_text="✓").count() == 1

    let_days_pass(product, number, 40)
    for _look in range(50):  # the keeper rings within a second; the time line says it
        shen.go(f"/case/{number}")
        if "一项期限已到" in shen.page.inner_text(".timeline"):
            break
        shen.page.wait_for_timeout(100)
    assert "一项期限已到" in shen.page.inner_text(".timeline")
    assert shen.page.locator(".obligations li.late").count() == 1
    in_both_languages(shen, f"/case/{number}", "53-overdue-desk", {"zh-Hans": "逾期", "en": "overdue"})

    breach = shen.page.locator("details.danger", has=shen.page.locator(f"form[action='/case/{number}/move/breach']"))
    breach.locator("summary").click()
    breach.locator("button").click()
    shen.page.wait_for_load_state()
    for person, name in ((lin, "54-breached-applicant"), (wang, "55-breached-respondent"), (shen, "56-breached-desk")):
        in_both_languages(person, f"/case/{number}", name, {"zh-Hans": "未按约履行", "en": "not kept"})
        assert (person.colour(), rings(person)) == ("green", True)

    agree_on(shen, number, "change", amount="1700", due_on=timezone.localdate() + timedelta(days=10))
    in_both_languages(wang, f"/case/{number}/agreement", "57-new-version", {"zh-Hans": "原协议继续有效", "en": "The present agreement holds"})
    sign_and_seal(lin, wang, shen, number)
    for person in (lin, wang, shen):
        person.go(f"/case/{number}")
        assert (person.colour(), rings(person)) == ("green", False)
    in_both_languages(lin, f"/case/{number}", "57-mended", {"zh-Hans": "协议已变更", "en": "The agreement was amended"})

    in_both_languages(lin, f"/case/{number}/confirmation", "57-court", {"zh-Hans": "管辖法院", "en": "Competent court"})

    pay(wang, lin, number)
    shen.go(f"/case/{number}")
    shen.press(f"form[action='/case/{number}/move/perform'] button")
    shen.page.wait_for_load_state()
    look_back(lin, number, 5)
    look_back(wang, number, 4)
    fang.go(f"/case/{number}/look-back")
    fang.look("59-look-back-desk")
    assert "5/5" in fang.page.inner_text("main") and "4/5" in fang.page.inner_text("main")
    shen.go(f"/case/{number}")
    shen.press(f"a[href='/case/{number}/file']")
    shen.look_everywhere("60-case-file")
    for form in ("notice_of_rights", "closing_report"):
        shen.press(f"a[href='/case/{number}/file/{form}/1']")
        shen.look(f"60-{form}")
        shen.page.set_viewport_size({"width": 360, "height": 800})
        shen.look(f"60-{form}-phone")
        shen.page.set_viewport_size({"width": 1280, "height": 900})
        shen.press("nav a")
