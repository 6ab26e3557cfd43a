"""An agreement written by three people at once, on two phones and a desk, down to the signatures."""

import re
import time

import pytest

from tests.journeys.conftest import Person
from tests.journeys.test_stories import apply, assign, enter_room, join, open_room, take

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
SHEET = "[data-coedit-text] [role=textbox]"
READS = "[...document.querySelectorAll('.coedit__sheet p')].map((p) => { const copy = p.cloneNode(true); copy.querySelectorAll('.coedit__caret').forEach((c) => c.remove()); return copy.textContent.replaceAll('\\u2060', ''); })"


def sit_down(person: Person, number: str) -> None:
    person.go(f"/room/{number}/draft")
    person.page.wait_for_selector(SHEET)


def lines(person: Person) -> list[str]:
    return person.page.evaluate(READS)


def until(person: Person, holds: str, seconds: float = 15) -> None:
    """Wait for something to be so; the page's policy forbids waiting inside it."""
    end = time.monotonic() + seconds
    while not person.page.evaluate(holds):
        assert time.monotonic() < end, (holds, lines(person))
        person.page.wait_for_timeout(50)


def settles(*people: Person) -> list[str]:
    """What all of them see, once they see the same."""
    for _try in range(60):
        seen = [lines(person) for person in people]
        if all(one == seen[0] for one in seen):
            return seen[0]
        people[0].page.wait_for_timeout(50)
    raise AssertionError(seen)


def sign(person: Person, number: str, phone: str) -> None:
    person.go(f"/case/{number}/agreement")
    person.press("button[name=ask]")
    person.page.wait_for_selector("[name=code]")
    person.page.fill("[name=code]", person.code(phone))
    person.draw()
    person.look(f"33-sign-{phone[-1]}")
    person.press("#sign form .button--primary")
    person.page.wait_for_load_state()


def test_three_people_write_one_text_and_sign_it(product, browser):
    lin, wang = Person(browser, product, phone=True), Person(browser, product, phone=True)
    fang, shen = (product.staff(browser, name) for name in ("方敏", "沈丽华"))
    number = apply(lin, "13800000031", "13800000032")
    assign(fang, number, "沈丽华")
    take(shen, number)
    join(wang, "13800000032")
    open_room(shen, number)
    enter_room(lin, number)
    enter_room(wang, number)

    shen.go(f"/room/{number}/draft")
    shen.look_everywhere("30-draft-none")
    shen.press("button[value=open]")
    shen.page.wait_for_selector(SHEET)
    sit_down(lin, number)
    sit_down(wang, number)
    assert lin.page.get_attribute(SHEET, "contenteditable") == "false"
    shen.press("button[name=to][value=all]")
    for person in (shen, lin, wang):
        person.page.wait_for_selector(f"{SHEET}[contenteditable=true]")

    # Two thumbs at the same time, each in a clause of their own; the third one watches.
    for person, words in ((lin, "林晓于搬走时交还钥匙。"), (wang, "王强退还押金。")):
        person.press("[data-add-clause='']")
        person.page.keyboard.type(words)
    for letters in zip("甲乙丙丁", "戊己庚辛", strict=True):
        for person, letter in zip((lin, wang), letters, strict=True):
            person.page.keyboard.type(letter)
    seen = settles(shen, lin, wang)
    assert sorted(seen[1:]) == sorted(["林晓于搬走时交还钥匙。甲乙丙丁", "王强退还押金。戊己庚辛"])
    assert {name.inner_text() for name in shen.page.locator(".coedit__name").all()} == {"林晓", "王强"}

    # A usual clause with one tap, an obligation as a row, a remark that hangs on its clause.
    wang.press("[data-coedit-tools] summary")
    wang.press(".coedit__stock")
    shen.press("[data-add-row]")
    row = shen.page.locator("[data-rows] fieldset").first
    row.locator("[name$=what]").fill("退还押金")
    row.locator("[name$=amount]").fill("3000")
    row.locator("[name$=how]").fill("银行转账")
    row.locator("[name$=due_on]").fill("2030-12-31")
    row.locator("[name$=if_late]").fill("每日加付10元")
    until(lin, "document.querySelector('[data-rows] [name$=if_late]')?.value === '每日加付10元'")
    assert settles(shen, lin, wang)[-1] == "双方就本次纠纷再无其他争议。"
    lin.page.locator("[data-coedit-remark] summary").click()
    lin.page.select_option("#remark-clause", index=1)
    lin.page.fill("#remark-words", "请写明哪一天。")
    lin.look("31-draft-phone")
    with lin.page.expect_navigation():
        lin.press("[data-coedit-remark] button")
    shen.page.locator(".coedit__remarks").get_by_text("请写明哪一天。").wait_for()
    shen.look("32-draft-desk")
    with shen.page.expect_navigation():
        shen.press(".coedit__remarks button")
    shen.page.wait_for_selector(".coedit__done")

    # Undo takes back one's own words only; the keyboard is enough.
    shen.page.wait_for_selector(f"{SHEET}[contenteditable=true]")
    before = settles(shen, wang)
    shen.page.locator(SHEET).focus()
    shen.page.evaluate("new Promise((then) => setTimeout(then, 100))")  # by the page's own clock: the editor puts its caret down a moment after it was reached, no thumb is quicker
    shen.page.keyboard.press("Control+End")
    shen.page.keyboard.press("Enter")
    shen.page.keyboard.type("多余")
    until(shen, f"JSON.stringify({READS}).includes('多余')")
    assert settles(shen, wang)[-1] == "多余"
    shen.page.keyboard.press("Control+z")
    until(wang, f"!JSON.stringify({READS}).includes('多余')")
    assert [line for line in settles(shen, wang) if line] == before

    # A line that breaks loses nothing.
    wang.context.set_offline(True)
    wang.page.locator(SHEET).focus()
    wang.page.keyboard.press("Control+End")
    wang.page.keyboard.type("离线")
    wang.context.set_offline(False)
    until(shen, f"JSON.stringify({READS}).includes('离线')", seconds=20)

    # Alone with one side: the other meets nothing of it.
    shen.go(f"/room/{number}/draft?zone=applicant")
    shen.press("button[value=open]")
    shen.page.wait_for_selector(SHEET)
    shen.press("[data-add-clause='']")
    shen.page.keyboard.type("底线两千八。")
    lin.go(f"/room/{number}/draft?zone=applicant")
    lin.page.get_by_text("底线两千八。").first.wait_for()
    lin.look("34-draft-caucus")
    wang.page.reload()
    wang.page.wait_for_selector(SHEET)
    assert "底线" not in wang.page.content()
    assert wang.page.locator(".coedit__zones").count() == 0

    # The plain form says the same, and the text is fixed and signed.
    shen.go(f"/room/{number}/draft")
    shen.page.wait_for_selector(SHEET)
    shen.press("button[value=plain]")
    shen.page.wait_for_url("**/write")
    assert shen.page.input_value("[name=duty-0-amount]") == "3000.00"
    shen.go(f"/room/{number}/draft")
    shen.page.wait_for_selector(SHEET)
    shen.look_everywhere("35-draft-ready")
    shen.press("button[value=fix]")
    shen.page.wait_for_url("**/agreement")
    wang.page.get_by_text("正在签署").or_(wang.page.get_by_text("is being signed")).first.wait_for()
    assert wang.page.get_attribute(SHEET, "contenteditable") == "false"
    sign(lin, number, "13800000031")
    sign(wang, number, "13800000032")
    shen.page.reload()
    shen.draw()
    shen.press("main form[data-once] .button--primary")
    shen.page.wait_for_url(f"**/case/{number}")
    assert shen.colour() == "green"
    assert re.search(r"sha256 [0-9a-f]{16}", shen.page.inner_text("main"))
