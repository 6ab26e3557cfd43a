"""The live room: who hears what, in which order, and what happens when a line breaks."""

import json

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediation.people.models import Membership
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions import seats, sittings, talk
from rooms.consumers import RoomConsumer
from rooms.models import Message
from rooms.reads.talk import since
from tests.people import Story, qian, staff

READERS = ("mediator", "applicant", "respondent")


def opened() -> tuple[Story, int]:
    story = Story.begin().accept().answer().bind().take()
    sitting = sittings.open_sitting(story.case.pk, by=staff("shen")).pk
    for person in (story.lin, story.wang):
        seats.take_seat(sitting, by=person, agreed=True)
    return story, sitting


def heard(sitting: int, reader: str) -> list[str]:
    return [m.text for m in since(sitting, reader, 0)]


@pytest.mark.usefixtures("district")
def test_caucus_words_reach_the_mediator_and_one_side():
    story, sitting = opened()
    sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    talk.say(sitting, by=story.lin, text="底线三千", client_id="a")
    talk.say(sitting, by=staff("shen"), text="我明白", client_id="b")
    talk.say(sitting, by=story.wang, text="我在等", client_id="c")
    assert heard(sitting, "applicant") == ["底线三千", "我明白"]
    assert heard(sitting, "respondent") == ["我在等"]  # who waits outside talks on the own side, and with the mediator
    assert heard(sitting, "mediator") == ["底线三千", "我明白", "我在等"]


@pytest.mark.usefixtures("district")
def test_the_same_message_twice_is_said_once():
    story, sitting = opened()
    first = talk.say(sitting, by=story.lin, text="你好", client_id="same")
    again = talk.say(sitting, by=story.lin, text="你好", client_id="same")
    assert (first.pk, heard(sitting, "mediator")) == (again.pk, ["你好"])


@pytest.mark.usefixtures("district")
def test_only_the_mediator_enters_a_caucus():
    story, sitting = opened()
    with pytest.raises(WrongPerson):
        sittings.set_caucus(sitting, by=story.lin, side="applicant")


@pytest.mark.usefixtures("district")
def test_whoever_lost_the_seat_is_refused_at_once():
    _story, sitting = opened()
    with pytest.raises(WrongMoment):
        talk.say(sitting, by=qian(), text="x", client_id="x")


@pytest.mark.usefixtures("district")
def test_after_the_round_ended_the_room_can_only_be_read():
    story, sitting = opened()
    talk.say(sitting, by=story.lin, text="再见", client_id="x")
    story.close()
    with pytest.raises(WrongMoment):
        talk.say(sitting, by=story.lin, text="还在吗", client_id="y")
    assert heard(sitting, "applicant") == ["再见"]


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("to", ["respondent", "mediator", "nobody"])
def test_words_for_somebody_a_party_cannot_address_are_refused_and_never_said_to_all(to):
    story, sitting = opened()
    with pytest.raises(Invalid):
        talk.say(sitting, by=story.lin, text="底线三千", client_id="x", to=to)
    assert heard(sitting, "mediator") == []


SCRIPT = st.lists(st.tuples(st.sampled_from(READERS), st.sampled_from(["", "private", "caucus-applicant", "caucus-respondent", "together"])), max_size=12)


@pytest.mark.usefixtures("district")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCRIPT)
def test_no_word_of_a_caucus_reaches_the_other_side_and_numbers_stay_dense(script):
    Message.objects.all()._raw_delete("default")
    story, sitting = getattr(test_no_word_of_a_caucus_reaches_the_other_side_and_numbers_stay_dense, "room", (None, None))
    if story is None or not type(story.case).objects.filter(pk=story.case.pk).exists():
        story, sitting = opened()
        test_no_word_of_a_caucus_reaches_the_other_side_and_numbers_stay_dense.room = (story, sitting)
    from rooms.models import Sitting

    Sitting.objects.filter(pk=sitting).update(caucus="", caucus_since=None, said_mediator=0, said_applicant=0, said_respondent=0, said_joint=0)
    people = {"mediator": staff("shen"), "applicant": story.lin, "respondent": story.wang}
    caucus, expected = "", {reader: [] for reader in READERS}
    for number, (who, how) in enumerate(script):
        if how.startswith("caucus-") or how == "together":
            caucus = how.removeprefix("caucus-") if how != "together" else ""
            sittings.set_caucus(sitting, by=people["mediator"], side=caucus)
        private = how == "private" and who != "mediator"
        word = f"{who}{number}"
        talk.say(sitting, by=people[who], text=word, client_id=word, to=who if private else "")
        alone = caucus if who == "mediator" else who if private or caucus else ""
        for reader in READERS:
            if reader == "mediator" or alone in ("", reader):
                expected[reader].append(word)
    for reader in READERS:
        rows = since(sitting, reader, 0)
        assert [m.text for m in rows] == expected[reader]
        assert [m.number_for(reader) for m in rows] == list(range(1, len(rows) + 1))


@pytest.mark.usefixtures("district")
def test_the_page_shows_a_side_only_its_own_words():
    story, sitting = opened()
    sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    talk.say(sitting, by=story.lin, text="底线三千", client_id="a")
    pages = {}
    for who, person in (("lin", story.lin), ("wang", story.wang), ("qian", qian())):
        browser = Client()
        browser.force_login(person, backend="mediation.people.backends.Citizens")
        answer = browser.get(f"/room/{story.case.number}")
        pages[who] = (answer.status_code, "底线三千" in answer.content.decode())
    assert pages == {"lin": (200, True), "wang": (200, False), "qian": (404, False)}


@pytest.mark.usefixtures("district")
def test_words_typed_in_a_caucus_stay_there_when_it_ends_meanwhile():
    story, sitting = opened()
    sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    pages = {}
    for who in (story.lin, staff("shen")):
        pages[who.pk] = Client()
        pages[who.pk].force_login(who, backend="mediation.people.backends.Citizens")
        assert 'name="zone" value="applicant"' in pages[who.pk].get(f"/room/{story.case.number}").content.decode()
    sittings.set_caucus(sitting, by=staff("shen"), side="")
    for browser in pages.values():
        browser.post(f"/room/{story.case.number}/say", {"text": "底线三千", "zone": "applicant"})
    assert (len(since(sitting, "applicant", 0)), len(since(sitting, "mediator", 0)), since(sitting, "respondent", 0)) == (2, 2, [])


async def line(user, number):
    socket = WebsocketCommunicator(RoomConsumer.as_asgi(), f"/ws/room/{number}")
    socket.scope |= {"user": user, "url_route": {"kwargs": {"number": number}}}
    await socket.connect()
    return socket


async def next_said(socket):
    while True:
        message = json.loads(await socket.receive_from(timeout=5))
        if message["type"] == "said":
            return message["seq"], message["text"]


@pytest.mark.django_db(transaction=True)
async def test_a_broken_line_resumes_by_number_without_loss_or_doubles():
    story, sitting = await sync_to_async(opened)()
    number = story.case.number
    wang = await line(story.wang, number)
    await wang.send_to(json.dumps({"type": "hello", "after": 0}))
    lin = await line(story.lin, number)
    await lin.send_to(json.dumps({"type": "hello", "after": 0}))
    await lin.send_to(json.dumps({"type": "say", "id": "1", "text": "一"}))
    assert await next_said(wang) == (1, "一")
    await wang.disconnect()
    await lin.send_to(json.dumps({"type": "say", "id": "2", "text": "二"}))
    assert await next_said(lin) == (1, "一")
    assert await next_said(lin) == (2, "二")
    again = await line(story.wang, number)
    await again.send_to(json.dumps({"type": "hello", "after": 1}))
    assert await next_said(again) == (2, "二")
    await lin.send_to(json.dumps({"type": "say", "id": "3", "text": "三"}))
    assert await next_said(again) == (3, "三")
    await lin.disconnect()
    await again.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_a_stranger_is_turned_away_and_nonsense_is_refused_not_fatal():
    story, _sitting = await sync_to_async(opened)()
    stranger = await line(await sync_to_async(qian)(), story.case.number)
    assert (await stranger.receive_output(5))["code"] == 4404
    lin = await line(story.lin, story.case.number)
    for nonsense in ("{", "[]", '{"type":"dance","id":"7"}', '{"type":"say","id":"","text":"x"}'):
        await lin.send_to(nonsense)
        assert json.loads(await lin.receive_from(5))["code"] in ("unknown-message", "slow-down")
    await lin.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_what_another_process_said_and_decided_arrives_within_the_look():
    story, sitting = await sync_to_async(opened)()
    wang = await line(story.wang, story.case.number)
    await wang.send_to(json.dumps({"type": "hello", "after": 0}))
    await sync_to_async(talk.say)(sitting, by=story.lin, text="从另一台服务器", client_id="x")
    assert await next_said(wang) == (1, "从另一台服务器")
    await sync_to_async(sittings.set_caucus)(sitting, by=await sync_to_async(staff)("shen"), side="applicant")
    while True:
        told = json.loads(await wang.receive_from(timeout=5))
        if told["type"] == "room" and told["talk"]["caucus"]:
            break
    assert (told["talk"]["side"], told["talk"]["with_you"]) == ("", False)
    await wang.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_whoever_loses_the_seat_is_put_out_within_the_look():
    story, _sitting = await sync_to_async(opened)()
    lines = {who: await line(person, story.case.number) for who, person in (("wang", story.wang), ("shen", await sync_to_async(staff)("shen")))}
    for socket in lines.values():
        await socket.send_to(json.dumps({"type": "hello", "after": 0}))
    await sync_to_async(lambda: Membership.objects.filter(user__username="shen").delete())()
    while (put_out := await lines["shen"].receive_output(5))["type"] != "websocket.close":
        pass
    assert put_out["code"] == 4404
    await lines["wang"].send_to(json.dumps({"type": "say", "id": "1", "text": "还在"}))
    assert await next_said(lines["wang"]) == (1, "还在")
    await lines["wang"].disconnect()
