"""A manager words the notice of rights, the administrator releases it, a clerk looks at what the court may word."""

from datetime import date, timedelta

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("wording")]
OWN = "{调解组织}已经收到您的纠纷。调解之前，请您读完下面的话："


def test_a_centre_words_a_paper_and_a_second_person_releases_it(product, browser):
    manager, second = product.staff(browser, "唐静"), product.staff(browser, "管理员")
    manager.go("/wording")
    manager.look_everywhere("wording-places")
    manager.press("main ul a:has-text('长河')")
    manager.look_everywhere("wording-passages")
    manager.press("main a:has-text('权利义务告知书：开头')")
    address = manager.page.url
    manager.page.fill("[name=text]", "{密码}")
    manager.press("button:has-text('存为草稿')")
    manager.page.wait_for_selector("[role=alert]")
    assert manager.page.locator("[name=text]").input_value() == "{密码}"
    manager.wrong.clear()  # the browser's own word about the 422
    manager.look("wording-refused")
    manager.page.fill("[name=text]", OWN)
    manager.press("button:has-text('存为草稿')")
    manager.page.wait_for_selector("text=须由另一人发布")
    manager.press("a:has-text('看样张')")
    manager.page.wait_for_selector("text=已经收到您的纠纷")
    manager.look("wording-example")
    second.go(address)
    second.page.fill("[name=begins_on]", (date.today() + timedelta(days=3)).isoformat())
    second.look_everywhere("wording-draft")
    second.press("button:has-text('发布')")
    second.press("summary:has-text('第1版')")
    second.page.wait_for_selector("text=唐静拟写，管理员发布")
    second.look_everywhere("wording-released")


def test_a_clerk_finds_what_the_court_may_word(product, browser):
    clerk = product.staff(browser, "周倩")
    clerk.go("/court")
    clerk.press("a:has-text('文书用语')")
    clerk.press("main ul a")
    clerk.press("main a:has-text('调解函：请注意')")
    clerk.page.wait_for_selector("text=不得移送其他调解内容")
    clerk.look("wording-court")
