"""Voice and picture in a real browser, with the fake camera and microphone of Chromium: from page to page."""

import os
import signal
import time
from collections.abc import Iterable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Person
from tests.journeys.seated import Seated
from tests.journeys.test_stories import hears, say

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def turn_on(person: Person, what: str = "video") -> None:
    person.press(f"[data-voice={what}]")
    person.page.wait_for_selector(f"[data-room][data-rung={what}]", timeout=40_000)


def measured(person: Person, what: str) -> dict[int, float]:
    """How many frames (or how much sound) of each other seat this page has decoded."""
    rows = person.page.eval_on_selector_all(".tile:not(.tile--own)", f"tiles => tiles.map(t => [t.dataset.seat, t.dataset.{what} || 0])")
    return {int(seat): float(count) for seat, count in rows}


def sees(person: Person, others: int, seconds: float = 40, what: str = "frames") -> bool:
    """Do the pictures of so many others move on this page (or does their sound go on)?"""
    end, before = time.monotonic() + seconds, measured(person, what)
    while time.monotonic() < end:
        person.page.wait_for_timeout(500)
        now = measured(person, what)
        if len(now) == others and all(now[seat] > before.get(seat, 0) for seat in now):
            return True
    return False


def all_see(people: Iterable[Person], others: int, senders: Iterable[Person] = (), seconds: float = 120) -> bool:
    """Does each of them see so many others? Whose page has given the picture up, as it does on a machine that is too busy, asks for it again."""
    watching, sending = tuple(people), tuple(senders) or tuple(people)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for person in sending:
            if person.page.locator("[data-room][data-rung=audio]").count():
                turn_on(person)
        if all(sees(person, others, seconds=10) for person in watching):
            return True
    return False


def hears_sound(person: Person, others: int) -> bool:
    return sees(person, others, what="sound")


def events(*people: Person) -> str:
    return " | ".join(str(p.page.eval_on_selector_all(".tile", "tiles => tiles.map(t => ({...t.dataset}))")) for p in people)


def test_three_people_see_each_other_and_a_caucus_parts_them(product, browser):
    scene = Seated(product, browser).enter()
    shen, lin, wang = scene.shen, scene.lin, scene.wang
    for person in (shen, lin, wang):
        turn_on(person)
    assert all_see((shen, lin, wang), 2), events(shen, lin, wang)
    lin.look("voice-phone")
    shen.look("voice-desk")
    shen.press("[data-panel] button[name=side][value=applicant]")
    expect(wang.page.locator(".tile")).to_have_count(1, timeout=5000)  # only the own picture is left
    assert all_see([lin], 1, (shen, lin)), events(lin)
    assert all_see([shen], 1, (shen, lin, wang)), events(shen)
    wang.look("caucus-outside")
    lin.look("caucus-inside")
    shen.look("caucus-mediator")
    shen.press("[data-panel] button[name=side][value='']")
    assert all_see((shen, lin, wang), 2), events(shen, lin, wang)


def test_sound_only_goes_on_while_the_server_is_killed_and_comes_back(product, browser):
    scene = Seated(product, browser).enter()
    everybody = shen, lin, wang = scene.shen, scene.lin, scene.wang
    for person in everybody:
        turn_on(person, "audio")
    assert all(hears_sound(person, 2) for person in everybody), events(*everybody)
    assert lin.page.locator(".tile video").evaluate_all("videos => videos.some(v => v.videoWidth > 0)") is False
    os.kill(product.child("daphne"), signal.SIGKILL)
    lin.page.wait_for_selector("[data-room]:not([data-live])")
    assert hears_sound(wang, 2), events(*everybody)  # from page to page, without the server
    lin.page.fill("[name=text]", "断线时说的话")
    lin.page.press("[name=text]", "Enter")
    for person in everybody:
        person.page.wait_for_selector("[data-room][data-live]", timeout=40_000)
    hears(wang, "断线时说的话")
    assert wang.page.get_by_text("断线时说的话").count() == 1
    assert all(hears_sound(person, 2) for person in everybody), events(*everybody)
    for person in everybody:
        person.wrong.clear()  # the browser notes each line that was refused meanwhile


def test_the_plan_outlives_the_host(product, browser):
    scene = Seated(product, browser, phones=False).enter()
    shen, lin, wang = scene.shen, scene.lin, scene.wang
    for person in (shen, lin, wang):
        turn_on(person)
    assert all_see((shen, lin, wang), 2), events(shen, lin, wang)
    shen.press("[data-panel] button[name=side][value=respondent]")
    expect(lin.page.locator(".tile")).to_have_count(1, timeout=5000)
    assert all_see([wang], 1, (shen, wang)), events(wang)
    shen.go("/desk")  # the mediator drops out in the middle of a caucus
    say(wang, "调解员掉线了")
    lin.page.wait_for_timeout(3000)
    assert lin.page.get_by_text("调解员掉线了").count() == 0
    expect(lin.page.locator(".tile")).to_have_count(1)  # still apart, although nobody leads
    shen.go(f"/room/{scene.number}")
    hears(shen, "调解员掉线了")
    turn_on(shen)
    assert all_see([shen], 1, (shen, lin, wang)), events(shen)
    assert all_see([wang], 1, (shen, wang)), events(wang)
    shen.press("[data-panel] button[name=side][value='']")
    assert all_see((shen, lin, wang), 2), events(shen, lin, wang)


def picture(person: Person, seat: int) -> list[int]:
    """How large the picture of a seat is on this page."""
    return person.page.locator(f".tile[data-seat='{seat}'] video").evaluate("video => [video.videoWidth, video.videoHeight]")


def changes(person: Person, seat: int, before: list[int]) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end and picture(person, seat) in (before, [0, 0]):
        person.page.wait_for_timeout(200)
    return picture(person, seat) != before


def test_a_screen_is_shown_instead_of_the_camera_and_taken_away_again(product, browser):
    scene = Seated(product, browser).enter()
    shen, lin = scene.shen, scene.lin
    for person in (shen, lin):
        turn_on(person)
    assert all_see((shen, lin), 1), events(shen, lin)
    camera = picture(lin, 1)
    shen.press("[data-voice=screen]")
    assert changes(lin, 1, camera), events(lin)
    shen.page.wait_for_selector("[data-voice=screen][aria-pressed=true]")
    assert all_see([lin], 1, (shen, lin)), events(lin)
    screen = picture(lin, 1)
    shen.look("screen-shown")
    shen.press("[data-voice=screen]")
    assert changes(lin, 1, screen), events(lin)
    assert all_see([lin], 1, (shen, lin)), events(lin)
    assert picture(lin, 1)[0] / picture(lin, 1)[1] == camera[0] / camera[1]
