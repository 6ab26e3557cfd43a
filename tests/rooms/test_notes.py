"""The mediator's private notes: read by those who led, by nobody who comes later, and by no side."""

import pytest

from mediation.people.actions import appoint
from mediation.people.roles import SYSTEM, Role
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions import notes, seats
from rooms.kinds import SeatRole
from rooms.models import Invitation, Note, Sitting
from tests.people import staff
from tests.rooms.test_offers import at, replaced
from tests.rooms.test_room import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def bodies(sitting, person):
    return list(Note.objects.visible_to(person, Sitting.objects.get(pk=sitting)).values_list("body", flat=True))


def test_only_those_who_lead_write_and_read_notes():
    story, sitting = opened()
    for person in (story.lin, story.wang):
        with pytest.raises(WrongPerson):
            notes.write_note(sitting, by=person, kind="note", body="x")
    notes.write_note(sitting, by=staff("shen"), kind="strategy", body="先谈清洁费", about=2, in_caucus="applicant")
    assert [bodies(sitting, person) for person in (staff("shen"), story.lin, story.wang, staff("wu"))] == [["先谈清洁费"], [], [], []]
    assert [at(person).get(f"/room/{story.case.number}/notes").status_code for person in (staff("shen"), story.lin, staff("wu"))] == [200, 404, 404]
    assert at(story.lin).post(f"/room/{story.case.number}/notes", {"deed": "write", "body": "x", "kind": "note"}).status_code == 404


def test_a_second_mediator_reads_them_too():
    story, sitting = opened()
    notes.write_note(sitting, by=staff("shen"), kind="note", body="双方都想快")
    wu = staff("wu")
    appoint(user=wu, centre=story.now().latest_round.centre, role=Role.MEDIATOR, by=SYSTEM)
    wu = staff("wu")
    row = Sitting.objects.get(pk=sitting)
    Invitation.objects.create(round=row.round, user=wu, role=SeatRole.CO_MEDIATOR, invited_by=staff("shen"), at=row.opened_at)
    assert bodies(sitting, wu) == []
    seats.take_seat(sitting, by=wu)
    assert bodies(sitting, wu) == ["双方都想快"]
    with pytest.raises(WrongMoment):
        notes.throw_away(sitting, by=wu, note=Note.objects.get().pk)


def test_whoever_takes_over_never_reads_them():
    story, sitting = opened()
    notes.write_note(sitting, by=staff("shen"), kind="fact", body="申请人底线三千", in_caucus="applicant")
    new, wu = replaced(story, sitting)
    assert (bodies(new, wu), bodies(sitting, wu)) == ([], [])
    assert "底线三千" not in at(wu).get(f"/room/{story.case.number}/notes").content.decode()
    assert at(staff("shen")).get(f"/room/{story.case.number}/notes").status_code == 404


@pytest.mark.parametrize("wrong", [{"body": " "}, {"kind": "x"}, {"about": 99}, {"in_caucus": "mediator"}, {"body": "长" * 4001}])
def test_a_note_that_says_nothing_or_means_nobody_is_refused(wrong):
    _story, sitting = opened()
    with pytest.raises(Invalid):
        notes.write_note(sitting, by=staff("shen"), **({"kind": "note", "body": "x"} | wrong))
    assert Note.objects.count() == 0


def test_the_page_blurs_what_was_heard_alone_and_throws_a_note_away():
    story, sitting = opened()
    browser, path = at(staff("shen")), f"/room/{story.case.number}/notes"
    assert browser.post(path, {"deed": "write", "kind": "note", "body": "底线三千", "in_caucus": "applicant", "about": "2"}).status_code == 302
    assert browser.post(path, {"deed": "write", "kind": "note", "body": "", "in_caucus": ""}).status_code == 422
    assert "note--caucus" in browser.get(path).content.decode()
    assert browser.post(path, {"deed": "throw_away", "note": Note.objects.get().pk}).status_code == 302
    assert Note.objects.count() == 0
    assert browser.post(path, {"deed": "throw_away", "note": "1"}).status_code == 409
