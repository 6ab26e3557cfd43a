"""A person reads and takes along what is kept about them, and nothing of the other side."""

import json

import pytest
from django.test import Client

from cases.models import Consent
from mediation.ledger.models import AccessEntry
from rooms.actions import offers, seats, sittings, talk
from tests.people import LIN, WANG, Story, qian, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def file_of(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    answer = browser.get("/my-data.json")
    assert answer["Cache-Control"] == "no-store"
    return json.loads(answer.content)


def test_the_file_has_my_words_and_not_those_of_the_other_side():
    story = Story.begin().accept().answer().bind().take()
    sitting = sittings.open_sitting(story.case.pk, by=staff("shen"))
    for person, words in ((story.lin, "我自己的方案"), (story.wang, "对方的方案")):
        seats.take_seat(sitting.pk, by=person, agreed=True)
        offers.make_offer(sitting.pk, by=person, words=offers.Words(terms=words))
    talk.say(sitting.pk, by=story.lin, text="我自己说的话", client_id="1")
    talk.say(sitting.pk, by=story.wang, text="对方说的话", client_id="2")
    story.settle()
    mine = file_of(story.lin)
    text = json.dumps(mine, ensure_ascii=False)
    assert LIN in text and "我自己说的话" in text and "我自己的方案" in text and story.case.summary in text
    assert WANG not in text and "对方说的话" not in text and "对方的方案" not in text and "王强" not in text
    assert (len(mine["cases"][0]["signatures"]), mine["cases"][0]["answers"][0]["answer"]) == (1, "talk")
    assert AccessEntry.objects.filter(verb="own_data").count() == 1


def test_a_stranger_has_an_empty_file_and_nobody_without_signing_in_gets_one():
    Story.begin()
    assert file_of(qian())["cases"] == []
    assert Client().get("/my-data.json").status_code == 302


def test_what_goes_to_the_court_has_a_consent_of_its_own():
    from courtlink.actions.file import join_confirmation
    from tests.courtlink.test_court import WORDS
    from tests.people import DRAWING

    story = Story.begin().accept().answer().bind().take().talk().settle()
    join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)
    assert list(Consent.objects.values_list("party__name", "purpose", "way")) == [("林晓", "court", "self")]
