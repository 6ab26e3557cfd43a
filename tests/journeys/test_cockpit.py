"""The cockpit: from the district to a case that is late, a press of a button that its dispatcher hears of, and figures that move by themselves."""

import psycopg
import pytest

from tests.journeys.conftest import Person
from tests.journeys.test_stories import apply
from tests.web import environment

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def make_late(product, number: str) -> None:
    """Two hours pass for the clocks of a case."""
    with psycopg.connect(environment(product)["DATABASE_URL"]) as line:
        line.execute("UPDATE cases_deadline SET due_at = due_at - interval '2 hours' WHERE closed_at IS NULL AND case_id = (SELECT id FROM cases_case WHERE number = %s)", [number])


def number_in(person: Person, tile: str) -> int:
    return int(person.page.locator(f".tile.c-{tile} strong").inner_text())


def test_who_watches_the_district_finds_who_is_late_and_chases_them_up(product, browser):
    lin = Person(browser, product, phone=True)
    number = apply(lin, "13800000091", "13800000092")
    make_late(product, number)
    tang = product.staff(browser, "唐静")
    tang.go("/desk")
    tang.press("header a[href='/cockpit']")
    tang.look_everywhere("95-cockpit")
    yellow = number_in(tang, "yellow")
    row = tang.page.locator(".cockpit__late li", has_text=number)
    row.locator("button").click()
    row.locator(".late__done").wait_for()
    assert row.locator("button").count() == 0
    tang.press(".places a:has-text('长河街道')")
    tang.press(".places a:has-text('天官社区')")
    assert tang.page.locator(".path li").all_inner_texts() == ["滨江区", "长河街道", "天官社区"]
    tang.look_everywhere("96-cockpit-community")
    tang.press(".tile.c-yellow")
    assert tang.page.get_by_text(number).count() == 1
    tang.look_everywhere("97-cockpit-cases")
    tang.go("/outbox")
    assert [text for text in tang.page.locator("ul.texts li").all_inner_texts() if number in text and "催办" in text]
    tang.go("/cockpit/330108")
    apply(Person(browser, product, phone=True), "13800000093", "13800000094")
    tang.page.wait_for_function(f"() => Number(document.querySelector('.tile.c-yellow strong').textContent) > {yellow}")  # without a reload
    tang.look("98-cockpit-moved")
