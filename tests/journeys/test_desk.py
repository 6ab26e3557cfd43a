"""The clerk's desk: two lawsuits accepted at once by keyboard, and an agreement that is not confirmed, which its mediator answers for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.conftest import Person
from tests.journeys.test_broken import agree_on, sign_and_seal
from tests.journeys.test_stories import apply, assign, file_person, join, open_room, send_lawsuit, take

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def sue(lin: Person, fang: Person, phones: tuple[str, str]) -> str:
    """A case that its applicant takes to the court at once."""
    number = apply(lin, *phones)
    assign(fang, number, "沈丽华")
    lin.go(f"/case/{number}")
    form = lin.page.locator(f"form[action='/case/{number}/move/refuse']")
    lin.page.locator("details.danger", has=form).locator("summary").click()
    form.locator("button").click()
    lin.page.wait_for_load_state()
    send_lawsuit(lin, number, "杭州市滨江区江南大道100号1幢301室")
    return number


def row(zhou: Person, number: str):
    return zhou.page.locator("[data-row]", has_text=number)


def test_a_clerk_takes_and_accepts_two_lawsuits_at_once(product, browser):
    zhou, fang = product.staff(browser, "周倩"), product.staff(browser, "方敏")
    numbers = []
    for phones in (("13800000081", "13800000082"), ("13800000083", "13800000084")):
        lin = Person(browser, product, phone=True)
        numbers.append(sue(lin, fang, phones))
        lin.context.close()
    zhou.go("/court?lane=lawsuit")
    zhou.page.keyboard.press("j")
    assert zhou.page.evaluate("document.activeElement.closest('[data-row]') !== null")
    for number in numbers:
        row(zhou, number).locator("[name=ref]").check()
    zhou.press("button[value=take]")
    zhou.page.get_by_text(numbers[1]).wait_for()
    zhou.look("80-several-taken")
    zhou.go("/court?whose=mine")
    zhou.look_everywhere("81-desk")
    for number in numbers:
        row(zhou, number).locator("[name=ref]").check()
    zhou.look("82-chosen")
    zhou.press("button[value=number]")
    fields = zhou.page.locator("input[name^=number-]")
    fields.nth(0).fill("(2026)浙0108民初801号")
    zhou.press("button[value=count]")
    zhou.page.wait_for_load_state()
    assert fields.nth(1).input_value() == "(2026)浙0108民初802号"
    fields.nth(1).fill("(2026)浙0106民初802号")
    zhou.press("button[value=accept]")
    zhou.page.locator(".field--error").wait_for()
    assert fields.count() == 1
    zhou.look("83-several")
    fields.nth(0).fill("(2026)浙0108民初802号")
    zhou.press("button[value=accept]")
    zhou.page.locator(".notice--success[role=status]").wait_for()
    assert fields.count() == 0


def test_an_agreement_is_not_confirmed_and_its_mediator_answers_the_court(product, browser):
    lin, wang = Person(browser, product, phone=True), Person(browser, product, phone=True)
    fang, shen, zhou = (product.staff(browser, name) for name in ("方敏", "沈丽华", "周倩"))
    number = apply(lin, "13800000085", "13800000086")
    assign(fang, number, "沈丽华")
    take(shen, number)
    join(wang, "13800000086")
    open_room(shen, number)
    agree_on(shen, number, "write", amount="3400", due_on=timezone.localdate() + timedelta(days=20))
    sign_and_seal(lin, wang, shen, number, ("13800000085", "13800000086"))
    for person, identity in ((lin, "330108199003070017"), (wang, "330109199003070013")):
        person.go(f"/case/{number}/confirmation")
        file_person(person, identity)
        person.draw()
        person.press("main form .button--primary")
        person.page.wait_for_load_state()
    zhou.go("/court?lane=confirmation")
    row(zhou, number).locator("a").first.click()
    zhou.press("button[value=take]")
    for _look in range(40):  # a job draws the pages
        if zhou.page.locator("#papers img.sheet").count():
            break
        zhou.page.wait_for_timeout(250)
        zhou.page.reload()
    zhou.page.set_viewport_size({"width": 1600, "height": 1000})
    zhou.look("84-review-wide")
    zhou.page.set_viewport_size({"width": 1280, "height": 900})
    zhou.look_everywhere("84-review")
    zhou.page.fill("[name=docket_number]", "(2026)浙0108民特801号")
    zhou.press("button[value=accept]")
    refusing = zhou.page.locator("details.danger", has=zhou.page.locator("[name=result][value=refused]"))
    refusing.locator("summary").click()
    refusing.locator("button").click()
    zhou.page.locator(".notice--danger").wait_for()
    refusing.locator("[name=reason][value=unclear_terms]").check()
    refusing.locator("textarea").fill("第一条没有写明银行账户。")
    zhou.look("85-refusing")
    refusing.locator("button").click()
    zhou.page.get_by_text("已反馈调解组织").wait_for()
    zhou.look("86-refused")
    lin.go(f"/case/{number}")
    assert lin.colour() == "green"
    shen.go("/court/feedback")
    card = shen.page.locator("section.card", has_text=number)
    shen.look_everywhere("87-feedback")
    card.locator("textarea").fill("以后写明收款账户。")
    card.locator("button").click()
    shen.page.get_by_text("以后写明收款账户。").wait_for()
    zhou.page.reload()
    zhou.page.get_by_text("以后写明收款账户。").wait_for()
