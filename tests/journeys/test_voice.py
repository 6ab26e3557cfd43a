"""Voice and picture in a real browser, with the fake camera and microphone of Chromium: from page to page."""

import time

import pytest

from tests.journeys.conftest import Person
from tests.journeys.seated import Seated

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def turn_on(person: Person, what: str = "video") -> None:
    person.press(f"[data-voice={what}]")
    person.page.wait_for_selector(f"[data-room][data-rung={what}]")


def frames(person: Person) -> dict[int, int]:
    """How many frames of each other seat this page has decoded."""
    return {int(seat): int(count) for seat, count in person.page.eval_on_selector_all(".tile:not(.tile--own)", "tiles => tiles.map(t => [t.dataset.seat, t.dataset.frames || 0])")}


def sees(person: Person, others: int, seconds: float = 40) -> bool:
    """Do the pictures of so many others move on this page?"""
    end, before = time.monotonic() + seconds, frames(person)
    while time.monotonic() < end:
        person.page.wait_for_timeout(500)
        now = frames(person)
        if len(now) == others and all(now[seat] > before.get(seat, 0) for seat in now):
            return True
    return False


def events(*people: Person) -> str:
    return " | ".join(str(p.page.eval_on_selector_all(".tile", "tiles => tiles.map(t => ({...t.dataset}))")) for p in people)


def test_three_people_see_each_other_and_a_caucus_parts_them(product, browser):
    scene = Seated(product, browser).enter()
    shen, lin, wang = scene.shen, scene.lin, scene.wang
    for person in (shen, lin, wang):
        turn_on(person)
    assert all(sees(person, 2) for person in (shen, lin, wang)), events(shen, lin, wang)
    lin.look("voice-phone")
    shen.look("voice-desk")
    shen.press("[data-panel] button[name=side][value=applicant]")
    wang.page.wait_for_function("document.querySelectorAll('.tile').length === 1", timeout=5000)  # only the own picture is left
    assert sees(lin, 1), events(lin)
    assert sees(shen, 1), events(shen)
    wang.look("caucus-outside")
    lin.look("caucus-inside")
    shen.look("caucus-mediator")
    shen.press("[data-panel] button[name=side][value='']")
    assert all(sees(person, 2) for person in (shen, lin, wang)), events(shen, lin, wang)
