"""Open rooms are told that a panel changed: those who may see the change, and nobody else."""

import json

import pytest
from asgiref.sync import sync_to_async

from tests.people import staff
from tests.rooms.test_offers import at
from tests.rooms.test_room import line, opened

MAKE = {"deed": "make", "amount": "2800", "payer": "respondent", "terms": "", "days": "3", "line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0"}


async def panels_told(socket):
    """The panels of which this page was told within a moment."""
    told = []
    while not await socket.receive_nothing(timeout=0.7):
        frame = json.loads(await socket.receive_from(timeout=1))
        if frame["type"] == "panel":
            told.append(frame["panel"])
    return told


async def told_after(deed):
    """Who of the three is told after a deed; each listens on a line of their own."""
    story, _sitting = await sync_to_async(opened)()
    people = {"applicant": story.lin, "respondent": story.wang, "mediator": await sync_to_async(staff)("shen")}
    lines = {who: await line(person, story.case.number) for who, person in people.items()}
    for socket in lines.values():
        await socket.send_to(json.dumps({"type": "hello", "after": 0}))
        while json.loads(await socket.receive_from(timeout=5))["type"] != "room":
            pass
    assert (await sync_to_async(deed)(story)).status_code == 302
    told = {who: await panels_told(socket) for who, socket in lines.items()}
    for socket in lines.values():
        await socket.disconnect()
    return told


@pytest.mark.django_db(transaction=True)
async def test_the_other_sides_page_is_not_told_of_what_is_confided():
    told = await told_after(lambda story: at(story.wang).post(f"/room/{story.case.number}/offers", MAKE | {"to": "mediator"}))
    assert told == {"applicant": [], "respondent": ["offers"], "mediator": ["offers"]}


@pytest.mark.django_db(transaction=True)
async def test_everybodys_page_is_told_of_what_is_put_on_the_table():
    told = await told_after(lambda story: at(story.wang).post(f"/room/{story.case.number}/offers", MAKE))
    assert told == {"applicant": ["offers"], "respondent": ["offers"], "mediator": ["offers"]}


@pytest.mark.django_db(transaction=True)
async def test_notes_turn_only_the_pages_of_those_who_lead():
    told = await told_after(lambda story: at(staff("shen")).post(f"/room/{story.case.number}/notes", {"deed": "write", "kind": "note", "body": "x", "in_caucus": ""}))
    assert told == {"applicant": [], "respondent": [], "mediator": ["notes"]}
