"""Seats: who may sit where, who waits, what a leader may do, and what each of them is told."""

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cases.actions import agents, mediators
from cases.kinds import Side
from cases.models import Attendant
from mediation.people.actions import appoint, citizen_for, dismiss, register_staff
from mediation.people.models import Centre, Membership
from mediation.people.roles import Role
from mediation.refusals import Invalid, NotFound, WrongMoment, WrongPerson
from rooms.actions import deeds, seats, sittings, talk
from rooms.kinds import Outcome, SeatRole
from rooms.models import Invitation, Seat, Sitting
from rooms.reads.floor import floor
from rooms.reads.rights import rights_in
from rooms.reads.talk import since
from rooms.zones import JOINT, NOWHERE, Talk, reader_for, together, zone_of
from tests.people import qian, staff
from tests.rooms.test_room import heard, opened

pytestmark = pytest.mark.usefixtures("district")
INTERPRETER = "13900000009"


def told(sitting: int, person) -> dict:
    """What this person's page is told of the room."""
    found = Sitting.objects.select_related("round", "mediator", "case").get(pk=sitting)
    return floor(found, list(found.seats.all()), found.seats.get(user=person), timezone.now())


def guest(story, kind: str = "interpreter", by=None):
    """Somebody whom both sides want in the room."""
    row = agents.propose_attendant(story.case.pk, by=by or staff("shen"), kind=kind, name="口译小周", phone=INTERPRETER)
    for person in (story.lin, story.wang):
        if not Attendant.objects.get(pk=row.pk).admitted_at:
            agents.answer_attendant(row.pk, by=person, yes=True)
    return citizen_for(phone=INTERPRETER, name="口译小周")


def colleague():
    """A second mediator of the same centre."""
    person = register_staff(username="ding", name="丁一")
    appoint(user=person, centre=Centre.objects.get(short_name="长河矛调中心"), role=Role.MEDIATOR)
    return person


def number_of(sitting: int, person) -> int:
    return Seat.objects.get(sitting=sitting, user=person).number


def test_parties_and_mediator_come_in_a_guest_waits_a_stranger_finds_nothing():
    story, sitting = opened()
    helper = guest(story)
    assert seats.take_seat(sitting, by=helper).is_inside is False
    assert [(s.role, s.side, s.is_inside) for s in Seat.objects.filter(sitting=sitting)] == [
        ("mediator", "", True), ("party", "applicant", True), ("party", "respondent", True), ("interpreter", "", False),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        seats.take_seat(sitting, by=qian())
    with pytest.raises(WrongMoment):
        talk.say(sitting, by=helper, text="你好", client_id="1")
    seats.admit(sitting, by=staff("shen"), number=4)
    talk.say(sitting, by=helper, text="你好", client_id="2")
    assert heard(sitting, "respondent") == ["你好"]


def test_a_guest_of_both_reads_and_says_nothing_while_the_mediator_is_with_one_side():
    story, sitting = opened()
    helper = guest(story)
    seats.take_seat(sitting, by=helper)
    seats.admit(sitting, by=staff("shen"), number=4)
    sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    talk.say(sitting, by=story.lin, text="底线三千", client_id="1")
    with pytest.raises(WrongMoment):
        talk.say(sitting, by=helper, text="我翻译", client_id="2")
    sittings.set_caucus(sitting, by=staff("shen"), side="")
    talk.say(sitting, by=story.wang, text="回来了", client_id="3")
    assert [(m.number_for("joint"), m.text) for m in since(sitting, "joint", 0)] == [(1, "回来了")]


def test_a_locked_room_lets_nobody_in_by_themselves():
    story, sitting = opened()
    Seat.objects.filter(sitting=sitting, user=story.wang).delete()
    sittings.set_lock(sitting, by=staff("shen"), locked=True)
    assert seats.take_seat(sitting, by=story.wang).is_inside is False
    seats.admit(sitting, by=staff("shen"), number=number_of(sitting, story.wang))
    assert Seat.objects.get(sitting=sitting, user=story.wang).is_inside


def test_whoever_is_put_out_hears_and_says_nothing_until_let_in_again():
    story, sitting = opened()
    seats.remove(sitting, by=staff("shen"), number=number_of(sitting, story.wang))
    with pytest.raises(WrongMoment):
        talk.say(sitting, by=story.wang, text="让我进来", client_id="1")
    assert seats.take_seat(sitting, by=story.wang).is_inside is False  # coming again is not a way in
    browser = Client()
    browser.force_login(story.wang, backend="mediation.people.backends.Citizens")
    talk.say(sitting, by=story.lin, text="只有我们", client_id="2")
    assert "只有我们" not in browser.get(f"/room/{story.case.number}").content.decode()
    with pytest.raises(Invalid):
        seats.remove(sitting, by=staff("shen"), number=number_of(sitting, staff("shen")))


@pytest.mark.parametrize("deed", ["caucus", "screen", "lock", "end", "admit", "remove", "mute", "know"])
def test_only_leaders_lead(deed):
    story, sitting = opened()
    for person in (story.lin, story.wang, qian(), staff("xu")):
        with pytest.raises((WrongPerson, Invalid)):
            deeds.do(sitting, deed, by=person, facts={"seat": "1", "side": "applicant", "outcome": "adjourned", "yes": "1"})
    assert told(sitting, story.lin)["talk"]["caucus"] is False


def test_signs_given_in_a_caucus_stay_in_it():
    story, sitting = opened()
    sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    before = told(sitting, story.wang)
    seats.raise_hand(sitting, by=story.lin, raised=True)
    seats.take_part(sitting, by=story.lin, rung="video", line="page1")
    seats.mute(sitting, by=staff("shen"), number=number_of(sitting, story.lin), muted=True)
    assert told(sitting, story.wang) == before
    inside = next(s for s in told(sitting, staff("shen"))["seats"] if s["name"] == "林晓")
    assert (inside["hand"], inside["muted"], inside["rung"], inside["together"]) == (True, True, "video", True)


def test_screened_sides_are_never_together_and_their_words_do_not_cross():
    story, sitting = opened()
    sittings.set_screen(sitting, by=staff("shen"), screened=True)
    for person, word in ((story.lin, "林说"), (story.wang, "王说"), (staff("shen"), "大家好")):
        talk.say(sitting, by=person, text=word, client_id=word)
    assert (heard(sitting, "applicant"), heard(sitting, "respondent")) == (["林说", "大家好"], ["王说", "大家好"])
    sittings.set_caucus(sitting, by=staff("shen"), side="respondent")
    sittings.set_caucus(sitting, by=staff("shen"), side="")
    assert [s["together"] for s in told(sitting, story.lin)["seats"]] == [False, False, False]


def test_another_mediator_opens_another_sitting_and_reads_nothing_of_the_first():
    story, sitting = opened()
    sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    talk.say(sitting, by=story.lin, text="底线三千", client_id="1")
    ding = colleague()
    mediators.replace(story.case.pk, by=staff("fang"))
    mediators.appoint(story.case.pk, by=staff("fang"), mediator_id=ding.pk)
    mediators.take(story.case.pk, by=ding)
    second = sittings.open_sitting(story.case.pk, by=ding)
    assert second.pk != sitting
    assert (Sitting.objects.get(pk=sitting).outcome, since(second.pk, "mediator", 0)) == (Outcome.ADJOURNED, [])
    for address in (f"/room/{story.case.number}", f"/room/{story.case.number}/people"):
        browser = Client()
        browser.force_login(ding, backend="mediation.people.backends.Citizens")
        assert "底线三千" not in browser.get(address).content.decode()
    assert staff("shen").pk not in rights_in(sitting)


def test_an_adjourned_sitting_is_followed_by_another_a_failed_one_closes_the_round():
    story, sitting = opened()
    deeds.do(sitting, "end", by=staff("shen"), facts={"outcome": "adjourned"})
    with pytest.raises(WrongMoment):
        talk.say(sitting, by=story.lin, text="还有", client_id="1")
    again = sittings.open_sitting(story.case.pk, by=staff("shen"))
    assert again.pk != sitting
    with pytest.raises(Invalid):
        deeds.do(again.pk, "end", by=staff("shen"), facts={"outcome": "failed"})
    assert Sitting.objects.get(pk=again.pk).is_live
    deeds.do(again.pk, "end", by=staff("shen"), facts={"outcome": "failed", "reason": "too_far_apart"})
    assert (story.now().latest_round.state, Sitting.objects.get(pk=again.pk).outcome) == ("failed", "failed")


@pytest.mark.django_db(transaction=True)
def test_a_round_that_ends_elsewhere_ends_its_sitting():
    story, sitting = opened()
    story.close()
    assert Sitting.objects.get(pk=sitting).outcome == Outcome.FAILED


def test_a_second_mediator_and_a_judge_sit_in_only_for_as_long_as_their_posts():
    story, sitting = opened()
    row = Sitting.objects.select_related("round", "mediator", "case").get(pk=sitting)
    ding = colleague()
    for person, role in ((ding, SeatRole.CO_MEDIATOR), (staff("han"), SeatRole.JUDGE), (staff("zhou"), SeatRole.JUDGE)):
        Invitation.objects.create(round=row.round, user=person, role=role, invited_by=staff("shen"), at=timezone.now())
    found = {pk: right.role for pk, right in rights_in(row.pk).items()}
    assert (found.get(ding.pk), found.get(staff("han").pk)) == (SeatRole.CO_MEDIATOR, SeatRole.JUDGE)
    assert staff("zhou").pk not in found  # a clerk is no judge
    dismiss(membership=Membership.objects.get(user=ding))
    assert ding.pk not in rights_in(row.pk)


ROLES = st.tuples(st.sampled_from(SeatRole.values), st.sampled_from(["", *Side.values]))
TALKS = st.builds(Talk, st.sampled_from(["", *Side.values]), st.booleans())


@given(ROLES, ROLES, TALKS)
def test_the_two_sides_are_together_only_when_everybody_is(one, other, now):
    here, there = zone_of(*one, now), zone_of(*other, now)
    if {one[1], other[1]} == set(Side.values) and together(here, there):
        assert now.is_joint
    if not now.is_joint:
        assert JOINT not in (here, there)
        if one[0] in (SeatRole.JUDGE, SeatRole.OBSERVER) and not one[1]:
            assert here == NOWHERE
    assert not together(NOWHERE, NOWHERE)
    assert (reader_for(*one) in Side.values) == (one[0] not in ("mediator", "co_mediator") and one[1] in Side.values)
