"""People who need more than a phone: somebody without one, a party who does not trust the mediator, a child, a group that parts ways."""

import re

import pytest

from tests.journeys.conftest import Person
from tests.journeys.test_stories import apply, assign, enter_room, join, open_room, picture, take

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PAPER = {"name": "paper.png", "mimeType": "image/png", "buffer": picture()}


def enter(fang: Person, **said: str) -> str:
    """The window opens a case for somebody; return its number."""
    fang.go("/entry")
    fang.page.select_option("[name=area]", index=30)
    form = {"applicant_name": "何奶奶", "summary": "楼上漏水三个月，天花板已经脱落。", "respondent_name": "李楼上"} | said
    for name, value in form.items():
        fang.page.fill(f"[name={name}]", value)
    fang.page.check("[name=dispute_type][value=neighbour]")
    fang.page.check("[name=way][value=spoken]")
    fang.look_everywhere("21-entry")
    fang.press("main form[enctype] .button--primary")
    fang.page.wait_for_url("**/case/**")
    return fang.page.url.rsplit("/", 1)[-1]


def record_answer(staff: Person, number: str, name: str) -> None:
    """What somebody said at the window is entered for them."""
    staff.go(f"/case/{number}/people")
    card = staff.page.locator("section.card", has=staff.page.locator("h2", has_text=name))
    card.get_by_text("登记其答复", exact=True).click()
    card.locator("select[name=way]").select_option("spoken")
    card.locator("form:has(input[value=answer]) .button--primary").click()
    staff.page.wait_for_load_state()


def on_paper(staff: Person, number: str, name: str) -> None:
    staff.go(f"/case/{number}/agreement")
    staff.page.select_option("#paper-party", label=name)
    staff.page.set_input_files("#paper-scan", files=[PAPER])
    staff.press("form:has(#paper-scan) > button")
    staff.page.wait_for_load_state()


def test_somebody_without_a_phone_is_helped_at_the_window(product, browser):
    fang, shen = product.staff(browser, "方敏"), product.staff(browser, "沈丽华")
    number = enter(fang)
    assign(fang, number, "沈丽华")
    take(shen, number)
    for name in ("何奶奶", "李楼上"):
        record_answer(fang, number, name)
    fang.look_everywhere("22-people")
    open_room(shen, number)
    shen.go(f"/case/{number}/write")
    for field, value in {"what": "修好漏水并重做天花板", "how": "请有资质的装修公司施工", "due_on": "2030-12-31"}.items():
        shen.page.fill(f"[name=duty-0-{field}]", value)
    shen.page.select_option("[name=duty-0-kind]", "do")
    shen.page.select_option("[name=duty-0-debtor]", "respondent")
    shen.press("button[name=freeze]")
    shen.page.wait_for_url("**/agreement")
    for name in ("何奶奶", "李楼上"):
        on_paper(shen, number, name)
    for _signature in range(2):
        fang.go(f"/case/{number}/agreement")
        fang.look_everywhere("23-second-eyes")
        fang.press("button[name=right][value=yes]")
        fang.page.wait_for_load_state()
    shen.go(f"/case/{number}/agreement")
    shen.draw()
    shen.press("main form[data-once]:has(canvas) .button--primary")
    shen.page.wait_for_url(f"**/case/{number}")
    assert shen.colour() == "green"


def test_a_mediator_is_challenged_and_replaced_while_the_case_runs(product, browser):
    lin, wang = Person(browser, product, phone=True), Person(browser, product, phone=True)
    fang, shen, admin = (product.staff(browser, name) for name in ("方敏", "沈丽华", "管理员"))
    number = apply(lin, "13800000021", "13800000022")
    assign(fang, number, "沈丽华")
    take(shen, number)
    join(wang, "13800000022")
    open_room(shen, number)
    enter_room(lin, number)
    wang.go(f"/case/{number}/round")
    wang.page.get_by_text("我要换调解员").click()
    wang.page.select_option("#ground", "trust")
    wang.look_everywhere("24-object")
    wang.press("form:has(#ground) .button--danger")
    wang.page.wait_for_load_state()
    fang.go(f"/case/{number}/round")
    fang.look_everywhere("25-decide")
    fang.press("button[name=verdict][value=sustained]")
    fang.page.wait_for_load_state()
    shen.page.wait_for_selector("[data-room]", state="detached", timeout=5000)  # out of the room without a touch
    shen.go(f"/case/{number}")
    assert shen.page.locator("section.code").count() == 0
    shen.wrong.clear()  # the browser notes that these pages are closed
    admin.go("/people")
    admin.page.fill("[name=name]", "丁宁")
    admin.page.fill("[name=username]", "dingning")
    admin.page.select_option("[name=centre]", label="长河街道矛盾纠纷调解中心")
    admin.page.select_option("[name=role]", "mediator")
    admin.press("main form[data-once] .button--wide")
    link = re.search(r"https?://\S+/enter/\S+", admin.page.inner_text("main")).group(0)
    ding = Person(browser, product, phone=False)
    ding.go(link)
    ding.press("main .button--primary")
    assign(fang, number, "丁宁")
    take(ding, number)
    open_room(ding, number)
    lin.go(f"/case/{number}")
    assert "丁宁" in lin.page.inner_text("main")


def test_a_child_is_masked_and_its_guardian_acts(product, browser):
    fang = product.staff(browser, "方敏")
    number = enter(
        fang, applicant_name="何小明", applicant_born_on="2018-03-01", summary="同学推搡致伤，医药费没有人承担。", respondent_name="周同学家长", respondent_phone="13800000031"
    )
    fang.go(f"/case/{number}/people")
    assert "何小明" not in fang.page.inner_text("main")
    fang.page.get_by_text("登记监护人", exact=True).click()
    card = fang.page.locator("section.card", has=fang.page.locator("h2", has_text="何**"))
    card.locator("select[name=kind]").select_option("guardian")
    card.locator("[name=name]").fill("何妈妈")
    card.locator("[name=phone]").fill("13800000032")
    card.locator("[name=document]").set_input_files(files=[PAPER])
    fang.look_everywhere("26-guardian")
    card.locator("form:has([name=document]) .button--primary").click()
    fang.page.wait_for_load_state()
    assert "何妈妈" in fang.page.inner_text("main")
    mum = Person(browser, product, phone=True)
    mum.go("/sign-in")
    mum.page.fill("[name=phone]", "13800000032")
    mum.press("main .button--primary")
    mum.page.fill("[name=code]", mum.code("13800000032"))
    mum.press("main .button--primary")
    mum.go(f"/case/{number}")
    assert mum.colour() == "yellow"
    mum.look_everywhere("27-guardian-phone")


def test_a_group_parts_ways(product, browser):
    lin, wang = Person(browser, product, phone=True), Person(browser, product, phone=True)
    fang, shen = product.staff(browser, "方敏"), product.staff(browser, "沈丽华")
    number = apply(lin, "13800000041", "13800000042")
    assign(fang, number, "沈丽华")
    fang.go(f"/case/{number}/people")
    fang.page.get_by_text("追加当事人", exact=True).click()
    fang.page.check("[name=side][value=applicant]")
    fang.page.fill("[name=people]", "甲一 13800000043\n乙二 13800000044")
    fang.look_everywhere("28-join")
    fang.press("form:has([name=people]) .button--primary")
    fang.page.wait_for_load_state()
    take(shen, number)
    join(wang, "13800000042")
    for name in ("甲一", "乙二"):
        record_answer(shen, number, name)
    open_room(shen, number)
    shen.go(f"/case/{number}/round")
    shen.page.get_by_text("只能就一部分达成一致", exact=True).click()
    shen.page.fill("#split-summary", "乙二不接受方案，要求另行处理押金。")
    shen.page.locator("form:has(#split-summary) label.choice", has_text="乙二").click()
    shen.look_everywhere("29-split")
    shen.press("form:has(#split-summary) .button--quiet")
    shen.page.wait_for_load_state()
    shen.go(f"/case/{number}")
    assert "乙二" not in shen.page.inner_text("main") and "甲一" in shen.page.inner_text("main")
    shen.look_everywhere("30-parted")
