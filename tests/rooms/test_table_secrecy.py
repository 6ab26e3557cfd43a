"""Nothing that a side confides changes anything the other side reads: every script is played with and without it, and the pages are compared."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import clock
from mediation.refusals import Refusal
from rooms.actions import notes, offers
from tests.people import staff
from tests.rooms.test_offers import pay
from tests.rooms.test_room import opened

WHO = ("applicant", "respondent", "mediator")
PAGES = ("offers", "offers/sheets", "bids", "minutes", "facts")
# Public deeds of everybody, and the deeds by which the applicant speaks to the mediator alone.
PUBLIC = st.tuples(st.sampled_from(WHO), st.sampled_from(["offer", "accept", "decline", "take back"]))
PRIVATE = st.tuples(st.just("applicant"), st.sampled_from(["confide", "take back in confidence", "note"]))
SCRIPT = st.lists(PUBLIC | PRIVATE, min_size=2, max_size=9)


def hidden(deed):
    return deed in ("confide", "take back in confidence", "note")


def play(story, sitting, script, monkeypatch, start):
    """Do what the script says, each deed at its own second; a deed that is refused changes nothing."""
    people = {"applicant": story.lin, "respondent": story.wang, "mediator": staff("shen")}
    for second, (who, deed) in enumerate(script):
        monkeypatch.setattr(clock, "now", lambda second=second: start + timedelta(seconds=second))
        if deed is not None:
            try:
                do(sitting, people[who], deed, second)
            except Refusal:
                continue
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=60))


def do(sitting, person, deed, second):
    last = offers.Offer.objects.filter(audience="all").count()
    match deed:
        case "offer":
            offers.make_offer(sitting, by=person, words=pay(1000 + second))
        case "accept" | "decline":
            offers.answer_offer(sitting, by=person, number=last, yes=deed == "accept")
        case "take back":
            offers.take_back(sitting, by=person, number=last)
        case "confide":
            offers.make_offer(sitting, by=person, words=pay(7000 + second, "只告诉调解员"), private=True)
        case "take back in confidence":
            offers.take_back(sitting, by=person, number=None)
        case "note":
            notes.write_note(sitting, by=staff("shen"), kind="fact", body="只告诉调解员", in_caucus="applicant")


def pages(story):
    browser = Client()
    browser.force_login(story.wang, backend="mediation.people.backends.Citizens")
    read = [browser.get(f"/room/{story.case.number}/{page}", headers={"X-Panel": "1"}).content.decode() for page in PAGES]
    return [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in read]


@pytest.mark.usefixtures("district")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCRIPT)
def test_a_side_reads_the_same_whatever_the_other_confides(script):
    with pytest.MonkeyPatch.context() as monkeypatch:
        whole = transaction.savepoint()
        story, sitting = opened()
        start, read = clock.now(), []
        for version in (script, [(who, None if hidden(deed) else deed) for who, deed in script]):
            point = transaction.savepoint()
            play(story, sitting, version, monkeypatch, start)
            read.append(pages(story))
            transaction.savepoint_rollback(point)
        transaction.savepoint_rollback(whole)
    assert read[0] == read[1]
    assert [page for page in read[0] if "只告诉调解员" in page] == []


@pytest.mark.usefixtures("district")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.booleans(), st.booleans())
def test_before_both_have_answered_a_proposal_no_answer_is_seen(first, answered):
    with pytest.MonkeyPatch.context() as monkeypatch:
        whole = transaction.savepoint()
        story, sitting = opened()
        start, read = clock.now(), []
        for said in (True, False):
            point = transaction.savepoint()
            monkeypatch.setattr(clock, "now", lambda: start)
            offers.make_offer(sitting, by=staff("shen"), words=pay(2500))
            if said and answered:
                offers.answer_offer(sitting, by=story.lin, number=1, yes=first)
            read.append(pages(story))
            transaction.savepoint_rollback(point)
        transaction.savepoint_rollback(whole)
    assert read[0] == read[1]
