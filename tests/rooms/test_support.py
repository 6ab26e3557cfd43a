"""Those who look after the rooms see who needs a hand, and nothing of the talk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mediation.people.models import User
from rooms.actions import invite, seats, talk
from rooms.models import Seat
from rooms.reads.support import troubles
from tests.people import staff
from tests.rooms.test_room import opened
from tests.rooms.test_seats import colleague, number_of, told

pytestmark = pytest.mark.usefixtures("district")


def of(who: User, minutes: float = 0) -> list[tuple[str, str]]:
    return [(t.name, t.kind) for t in troubles(who, timezone.now() + timedelta(minutes=minutes))]


def here(sitting: int, person: User, minutes: float = 0) -> None:
    Seat.objects.filter(sitting=sitting, user=person).update(seen_at=timezone.now() + timedelta(minutes=minutes), gone_at=None)


def test_a_quiet_room_needs_nobody():
    story, sitting = opened()
    for person in (staff("shen"), story.lin, story.wang):
        here(sitting, person, 3)
    assert of(staff("fang"), 3) == []


@pytest.mark.parametrize(
    ("what", "kind"),
    [({"rung": "phone"}, "calls"), ({"quality": "bad"}, "line"), ({"admitted_at": None}, "waits"), ({"seen_at": None, "gone_at": timezone.now()}, "lost")],
)
def test_somebody_in_trouble_is_named_with_what_is_wrong(what, kind):
    story, sitting = opened()
    for person in (staff("shen"), story.lin, story.wang):
        here(sitting, person, 3)
    Seat.objects.filter(sitting=sitting, user=story.wang).update(**what)
    assert of(staff("fang"), 3) == [("王强", kind)]
    assert (of(staff("pan"), 3), of(staff("shen"), 3)) == ([], [])  # another centre; somebody who does not look after rooms


def test_parties_without_a_mediator_and_a_party_that_does_not_come_are_seen():
    story, sitting = opened()
    Seat.objects.filter(sitting=sitting, user=story.wang).delete()
    here(sitting, story.lin, 6)
    assert sorted(of(staff("fang"), 6)) == [("林晓", "alone"), ("王强", "absent")]


def test_the_page_shows_no_word_of_the_talk_and_is_closed_to_others():
    story, sitting = opened()
    talk.say(sitting, by=story.lin, text="底线三千", client_id="1")
    seats.take_part(sitting, by=story.wang, rung="phone")
    here(sitting, story.wang)
    browser = Client()
    browser.force_login(staff("fang"), backend="mediation.people.backends.Citizens")
    page = browser.get("/rooms/help").content.decode()
    assert ("王强" in page, "底线三千" in page) == (True, False)
    browser.force_login(story.lin, backend="mediation.people.backends.Citizens")
    assert browser.get("/rooms/help").status_code == 404


def test_a_colleague_is_invited_for_the_round_and_leaves_when_the_invitation_is_taken_back():
    story, sitting = opened()
    ding = colleague()
    invite.invite(sitting, by=staff("shen"), user_id=ding.pk)
    assert seats.take_seat(sitting, by=ding).role == "co_mediator"
    assert told(sitting, ding)["me"]["leads"] is True
    seats.mute(sitting, by=ding, number=number_of(sitting, story.lin), muted=True)
    invite.uninvite(sitting, by=staff("shen"), user_id=ding.pk)
    from rooms.reads.rights import rights_in

    assert ding.pk not in rights_in(sitting)
