"""Six seats through the media server: what each of them really decodes, and what a caucus takes away."""

import os
import signal
import time

import pytest
from django.utils import timezone

from cases.models import Attendant
from mediation.people.actions import citizen_for
from rooms.actions import seats
from tests.people import staff
from tests.rooms.media.stage import Actor, Web, gather
from tests.rooms.test_room import opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SHEN, LIN, WANG = 1, 2, 3


def guests(story, sitting, count):
    """Guests of both sides, let in."""
    made = []
    for number in range(count):
        person = citizen_for(phone=f"1380000005{number}", name=f"旁听{number}")
        Attendant.objects.create(case=story.case, kind="expert", name=person.name, user=person, proposed_by=staff("shen"), proposed_at=timezone.now(), admitted_at=timezone.now())
        seat = seats.take_seat(sitting, by=person, agreed=True)
        seats.admit(sitting, by=staff("shen"), number=seat.number)
        made.append(person)
    return made


@pytest.fixture
def room(media, browser):
    """Who is in it, by the number of the seat; `enter` opens their pages."""
    story, sitting = opened()
    web = Web(media)
    actors = {}

    def enter(count):
        people = [staff("shen"), story.lin, story.wang, *guests(story, sitting, max(0, count - 3))][:count]
        for number, person in enumerate(people, start=1):
            actors[number] = Actor(browser, web, story.case.number, person)
        return actors

    enter.story, enter.sitting, enter.web, enter.media, enter.browser = story, sitting, web, media, browser
    yield enter
    for actor in actors.values():
        actor.context.close()
    web.stop()


def everybody_sees_everybody(actors):
    def seen():
        heard = {number: actor.hears() for number, actor in actors.items()}
        return all(set(facts) == set(actors) - {number} and all(f["frames"] > 3 and f["energy"] > 0 for f in facts.values()) for number, facts in heard.items())

    return seen


def test_six_seats_see_and_hear_each_other_and_a_caucus_takes_the_bytes_away(room):
    actors = room(6)
    also = lambda: room.web.said() + room.media.said()
    began = time.monotonic()
    gather(actors.values(), everybody_sees_everybody(actors), limit=90, also=also)
    print(f"\n6 seats, 30 links decoded after {time.monotonic() - began:.1f} s")
    before = {number: actor.hears() for number, actor in actors.items()}
    time.sleep(4)
    after = {number: actor.hears() for number, actor in actors.items()}
    grown = [after[one][other]["frames"] - before[one][other]["frames"] for one in actors for other in after[one]]
    assert len(grown) == 30 and min(grown) > 0
    print(f"frames a second on each link: {sum(grown) / 4 / 30:.1f} (least {min(grown) / 4:.1f})")

    began = time.monotonic()
    actors[SHEN].does(deed="caucus", side="applicant")
    gather(actors.values(), lambda: set(actors[SHEN].hears()) == {LIN} and set(actors[LIN].hears()) == {SHEN} and not actors[WANG].hears(), also=also)
    print(f"caucus after {time.monotonic() - began:.2f} s")
    shut_out = [actors[number] for number in (WANG, 4, 5, 6)]
    gather(actors.values(), lambda: all(actor.page.evaluate("window.sfu.links.down === null") for actor in shut_out), also=also)
    time.sleep(2)
    assert [actor.page.evaluate("window.bytes()") for actor in shut_out] == [0, 0, 0, 0]
    first = actors[LIN].hears()
    time.sleep(2)
    assert actors[LIN].hears()[SHEN]["frames"] > first[SHEN]["frames"]

    began = time.monotonic()
    actors[SHEN].does(deed="caucus", side="")
    gather(actors.values(), everybody_sees_everybody(actors), limit=60, also=also)
    print(f"together again after {time.monotonic() - began:.2f} s")


def test_a_fourth_voice_moves_the_room_to_the_media_server_and_nobody_inside_is_moved_back(room):
    from rooms.models import Sitting

    actors = room(3)
    also = lambda: room.web.said() + room.media.said()
    gather(actors.values(), lambda: all(actor.page.evaluate("window.room?.seats.filter((s) => s.rung === 'video').length === 3") for actor in actors.values()), also=also)
    assert Sitting.objects.get(pk=room.sitting).engine == "mesh"
    (fourth,) = guests(room.story, room.sitting, 1)
    actors[4] = Actor(room.browser, room.web, room.story.case.number, fourth)
    gather(actors.values(), everybody_sees_everybody(actors), also=also)
    assert (Sitting.objects.get(pk=room.sitting).engine, Sitting.objects.get(pk=room.sitting).epoch) == ("sfu", 1)

    actors[LIN].does(deed="rung", rung="text", line="")
    gather(actors.values(), lambda: LIN not in actors[SHEN].hears() and {WANG, 4} <= set(actors[SHEN].hears()), also=also)
    assert (Sitting.objects.get(pk=room.sitting).engine, Sitting.objects.get(pk=room.sitting).epoch) == ("sfu", 1)


def test_the_media_server_mutes_and_whoever_is_put_out_sends_and_hears_nothing(room):
    actors = room(4)
    also = lambda: room.web.said() + room.media.said()
    gather(actors.values(), everybody_sees_everybody(actors), also=also)
    actors[SHEN].does(deed="mute", seat=WANG, yes=True)
    gather(actors.values(), lambda: silent(actors[LIN], WANG, seconds=2), also=also)
    seen = actors[LIN].hears()[WANG]["frames"]
    gather(actors.values(), lambda: actors[LIN].hears()[WANG]["frames"] > seen, also=also)  # the picture stays
    actors[SHEN].does(deed="mute", seat=WANG, yes=False)
    gather(actors.values(), lambda: not silent(actors[LIN], WANG, seconds=2), also=also)

    actors[WANG].page.evaluate("window.kept = window.sfu.links; window.sfu.close = () => {}")  # a page that will not let go
    actors[SHEN].does(deed="remove", seat=WANG)
    gather(actors.values(), lambda: WANG not in actors[LIN].hears() and WANG not in actors[SHEN].hears(), also=also)
    came = actors[WANG].page.evaluate("window.bytes()")
    time.sleep(3)
    assert actors[WANG].page.evaluate("window.bytes()") == came
    assert {n for n in actors if n != WANG and WANG in actors[n].hears()} == set()


def test_a_page_that_does_not_answer_is_cut_off_all_the_same(room):
    """The side that waits keeps back its answers: the caucus takes its bytes away without them."""
    actors = room(4)
    also = lambda: room.web.said() + room.media.said()
    gather(actors.values(), everybody_sees_everybody(actors), also=also)
    actors[WANG].page.evaluate("window.answer = false; window.sfu.answer = () => {}; window.sfu.listenToNobody = () => {}")
    actors[SHEN].does(deed="caucus", side="applicant")
    gather(actors.values(), lambda: set(actors[SHEN].hears()) == {LIN}, also=also)
    came = actors[WANG].page.evaluate("window.bytes()")
    time.sleep(3)
    assert actors[WANG].page.evaluate("window.bytes()") == came


def test_the_room_goes_on_without_a_media_server_that_dies(room):
    from rooms.models import Sitting

    actors = room(4)
    also = lambda: room.web.said() + room.media.said()
    gather(actors.values(), everybody_sees_everybody(actors), also=also)
    os.kill(room.media.children()["janus"], signal.SIGKILL)
    gather(actors.values(), lambda: Sitting.objects.get(pk=room.sitting).epoch >= 2, limit=40, also=also)
    room.media.until(room.media.is_well, room.media.said)
    gather(actors.values(), lambda: all(actor.page.evaluate("window.room.epoch") >= 2 for actor in actors.values()), also=also)


def silent(actor, seat, seconds):
    before = actor.hears()[seat]["energy"]
    time.sleep(seconds)
    return actor.hears()[seat]["energy"] - before < 1e-4
