"""A child through its guardian's own phone; what is kept about people, who looked, and how it goes."""

import json

import psycopg
import pytest

from mediation.embedded import OWNER, Embedded
from tests.journeys.conftest import Person, Theatre

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
MUM, OLD = "13800000081", "13800000082"


def the_time_is_over(product: Theatre) -> None:
    """No browser can wait ten years: the rule is shortened in the product's own database."""
    home = product.var / "data"
    url = Embedded(home, json.loads((home / "secrets.json").read_text())["database"]).url(OWNER)
    with psycopg.connect(url) as line:
        line.execute("UPDATE cases_retentionrule SET days = 0 WHERE code = 'case'")


def test_a_guardian_applies_for_a_child(product, browser):
    mum = Person(browser, product, phone=True)
    mum.go(product.scanned_poster())
    mum.press("main .button--primary")
    mum.page.fill("[name=name]", "林晓")
    mum.page.fill("[name=phone]", MUM)
    mum.press("main details summary")
    mum.page.fill("[name=child_name]", "林小宝")
    mum.page.fill("[name=child_born_on]", "2017-05-04")
    mum.look("80-guardian")
    mum.press("main form[data-draft] .button--primary")
    mum.page.wait_for_url("**/what")
    mum.page.check("[name=dispute_type][value=damage]")
    mum.page.fill("[name=summary]", "孩子在小区里被没有拴绳的狗咬伤，主人不肯赔医药费。")
    mum.page.fill("[name=respondent_name]", "狗主人")
    mum.press("main form[enctype] .button--primary")
    mum.press("main .button--primary")
    mum.page.fill("[name=code]", mum.code(MUM))
    mum.look("81-guardian-check")
    mum.press("main form[data-draft-clear] .button--primary")
    mum.page.wait_for_url("**/case/**")
    assert "林小宝" not in mum.page.inner_text("main")
    assert "林**" in mum.page.inner_text("main")
    mum.go(mum.page.url + "/people")
    mum.page.locator("summary", has_text="证件号").first.click()
    mum.page.locator("details[open] [name=id_number]").fill("110101199003070017")
    mum.page.locator("details[open] .button--primary").click()
    mum.page.locator(".error", has_text="身份证号有误").first.wait_for()
    mum.look("82-identity")
    mum.context.close()


def test_somebody_sees_what_is_kept_and_two_people_delete_it(product, browser):
    fang = product.staff(browser, "方敏")
    fang.go("/entry")
    for name, words in (("applicant_name", "陈阿婆"), ("applicant_phone", OLD), ("summary", "楼上空调外机太吵，夜里睡不着觉，说了几次不听。"), ("respondent_name", "楼上住户")):
        fang.page.fill(f"[name={name}]", words)
    fang.page.select_option("[name=area]", index=30)
    fang.page.check("[name=dispute_type][value=neighbour]")
    fang.page.check("[name=way][value=spoken]")
    fang.press("main form[enctype] .button--primary")
    fang.page.wait_for_url("**/case/**")
    number = fang.page.url.rsplit("/", 1)[-1]
    fang.go("/entry")  # the next citizen at the window: nothing of the last one is left
    assert [fang.page.input_value(f"[name={name}]") for name in ("applicant_name", "applicant_phone", "applicant_born_on", "summary")] == [""] * 4

    chen = Person(browser, product, phone=True)
    chen.go("/sign-in")
    chen.page.fill("[name=phone]", OLD)
    chen.press("main .button--primary")
    chen.page.fill("[name=code]", chen.code(OLD))
    chen.press("main .button--primary")
    chen.go("/my-data")
    chen.look_everywhere("83-my-data")
    chen.page.get_by_role("button", name="收回这项同意").click()
    chen.page.get_by_text("已收回").wait_for()
    chen.go(f"/case/{number}/looks")
    assert chen.page.locator("main li").count() >= 1
    chen.look_everywhere("84-looks")
    chen.page.get_by_role("button", name="English").click()
    chen.go("/my-data")
    chen.look("85-my-data-en")

    chen.page.evaluate("localStorage.setItem('draft:lawsuit-1', '{}')")
    chen.page.locator("form[data-leaves] button").click()
    chen.page.wait_for_load_state()
    assert chen.page.evaluate("Object.keys(localStorage)") == []  # whoever signs out leaves nothing on the device

    the_time_is_over(product)
    tang, meng = product.staff(browser, "唐静"), product.staff(browser, "孟洁")
    tang.go("/desk")
    tang.press("a[href='/keeping']")
    tang.look_everywhere("86-keeping")
    tang.page.get_by_role("link", name="长河街道矛盾纠纷调解中心").click()
    tang.look_everywhere("86-retention")
    tang.page.locator("label.choice", has_text=number).click()
    tang.press("main form .button--primary")
    tang.page.get_by_text("须由另一人同意。").wait_for()
    meng.go(tang.page.url)
    meng.look_everywhere("87-second-person")
    meng.page.locator("li", has_text=number).get_by_role("button", name="永久删除").click()
    meng.page.get_by_text("没有待决定的。").wait_for()
    fang.go(f"/case/{number}")
    assert "陈阿婆" not in fang.page.inner_text("main")
    assert "档案已删除" in fang.page.inner_text("main")
    fang.look_everywhere("88-deleted")
    chen.go("/my-data")
    assert "/sign-in" in chen.page.url
    chen.context.close()
