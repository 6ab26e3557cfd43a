"""A phone that loses its network: what was typed stays, what was sent goes out once when the network is back."""

import pytest

from tests.journeys.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
STORY = "押金3400元未退。房东说墙面脏了，不肯退还，已经催了三次。"


def at_step_two(lin: Person) -> None:
    lin.go(lin.product.scanned_poster())
    lin.press("main .button--primary")
    lin.page.fill("[name=name]", "林晓")
    lin.page.fill("[name=phone]", "13800000061")
    lin.press("main .button--primary")
    lin.page.wait_for_url("**/what")


def test_what_was_typed_survives_a_lost_network_and_a_closed_page(product, browser):
    lin = Person(browser, product, phone=True)
    at_step_two(lin)
    lin.page.check("[name=dispute_type][value=tenancy]")
    lin.page.fill("[name=summary]", STORY)
    lin.context.set_offline(True)
    lin.page.fill("[name=respondent_name]", "王强")
    assert lin.page.locator("[data-offline]").is_visible()
    address = lin.page.url
    lin.page.close()  # the person gives up; the browser is closed without a network
    lin.context.set_offline(False)
    lin.page = lin.context.new_page()
    lin.go(address)
    assert lin.page.input_value("[name=summary]") == STORY
    assert lin.page.input_value("[name=respondent_name]") == "王强"
    assert lin.page.is_checked("[name=dispute_type][value=tenancy]")
    lin.context.close()


def test_what_was_sent_without_a_network_goes_out_once_when_it_is_back(product, browser):
    lin = Person(browser, product, phone=True)
    at_step_two(lin)
    lin.page.check("[name=dispute_type][value=tenancy]")
    lin.page.fill("[name=summary]", STORY)
    lin.page.fill("[name=respondent_name]", "王强")
    sent = []
    lin.page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    lin.context.set_offline(True)
    lin.press("main form[enctype] .button--primary")
    lin.press("main form[enctype] .button--primary")
    lin.page.wait_for_timeout(300)
    assert lin.page.url.endswith("/what")
    assert lin.page.input_value("[name=summary]") == STORY
    assert sent == []
    lin.look("30-offline")
    lin.context.set_offline(False)
    lin.page.wait_for_url("**/check")
    assert len(sent) == 1
    lin.context.close()
