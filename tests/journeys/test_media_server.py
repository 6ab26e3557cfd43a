"""The room's own page with the media server: a recording moves three people there while they talk, and a caucus parts them."""

import shutil

import pytest

from tests.journeys.conftest import Theatre
from tests.journeys.seated import Seated, _as_caller
from tests.journeys.test_voice import all_see, events, turn_on
from tests.rooms.media.stage import MediaServers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys"), pytest.mark.skipif(shutil.which("janus") is None, reason="Debian's janus is not installed")]


class Forwarded(Theatre):
    """The product as `make run` starts it beside `make media`."""

    def __init__(self, servers: MediaServers) -> None:
        super().__init__(**servers.known)


@pytest.fixture(scope="module")
def forwarded():
    servers = MediaServers(MEDIA_LOCAL="1")
    try:
        running = Forwarded(servers)
        yield running
        running.stop()
    finally:
        servers.stop()


def test_a_recording_moves_the_talk_to_the_media_server_and_back_from_a_caucus(forwarded, browser):
    scene = Seated(forwarded, browser).enter()
    people = shen, lin, wang = scene.shen, scene.lin, scene.wang
    for person in people:
        turn_on(person)
    assert all_see(people, 2), events(*people)
    for person in people:
        _as_caller(person).press(f"/room/{scene.number}/recording", deed="agree")
    _as_caller(shen).press(f"/room/{scene.number}/recording", deed="start")
    for person in people:
        person.page.wait_for_timeout(4000)
    assert all_see(people, 2), events(*people)
    shen.press("[data-panel] button[name=side][value=applicant]")
    wang.page.wait_for_selector(".tile:not(.tile--own)", state="detached")  # only the own picture is left
    assert all_see([lin], 1, senders=people), events(lin)
    assert all_see([shen], 1, senders=people), events(shen)
    shen.press("[data-panel] button[name=side][value='']")
    assert all_see(people, 2), events(*people)
    _as_caller(shen).press(f"/room/{scene.number}/recording", deed="stop")
    end = 60
    while end and not shen.go(f"/room/{scene.number}/recording").locator("video.film").count():
        shen.page.wait_for_timeout(1000)
        end -= 1
    assert shen.page.locator("video.film").count() >= 1
    shen.look("recording-in-the-room")


def test_a_fourth_voice_moves_the_talk_to_the_media_server_without_leaving_the_room(forwarded, browser):
    scene = Seated(forwarded, browser).enter()
    people = [scene.shen, scene.lin, scene.wang]
    for person in people:
        person.page.evaluate("window.sameRoom = true")
        turn_on(person)
    assert all_see(people, 2), events(*people)
    shen = scene.shen
    shen.press("[data-panel] summary:has-text('同事')")
    with shen.page.expect_response(lambda answer: answer.url.endswith("/people")):
        shen.press("[data-panel] li:has-text('韩松') button")
    judge = forwarded.staff(browser, "韩松")
    judge.go(f"/room/{scene.number}")
    judge.look("70-door-judge")
    judge.press("main form[data-once] .button--primary")
    shen.press("[data-panel] form:has(input[value=admit]) button")
    judge.page.wait_for_selector("[data-room][data-live]")
    turn_on(judge)
    people.append(judge)
    assert all_see(people, 3), events(*people)
    assert all(person.page.evaluate("window.sameRoom") for person in people[:3])
    judge.look("71-four-voices")
