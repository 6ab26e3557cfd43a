"""Dispatch: who fits best and why, who is on call, how promises are kept, and many cases handed over and taken back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases import clock
from cases.actions import handover, mediators, rounds
from cases.models import Case, Deadline, HandoverItem
from cases.notices import Notice, readers
from cases.reads.chain import broken_chains
from cases.reads.service import promises
from cases.reads.suggest import suggestions
from mediation.people.actions import appoint, register_staff
from mediation.people.actions.roster import add_shift, drop_shift, set_profile
from mediation.people.models import Centre, User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from tests.people import Story, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def centre():
    return Centre.objects.get(short_name="长河矛调中心")


@pytest.fixture
def ding(centre):
    person = register_staff(username="ding", name="丁宁")
    appoint(user=person, centre=centre, role="mediator")
    return person


@pytest.fixture
def boss(centre):
    person = register_staff(username="boss", name="主任")
    appoint(user=person, centre=centre, role="manager")
    return User.objects.get(pk=person.pk)


def order(story, centre):
    return [s.person.username for s in suggestions(story.now(), centre, at=clock.now())]


def browser_of(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def shift(person, centre, boss, hours=2):
    now = timezone.now()
    return add_shift(user=person, centre=centre, begins_at=now - timedelta(minutes=1), ends_at=now + timedelta(hours=hours), by=boss)


def test_the_one_who_knows_the_matter_is_named_first_until_there_is_no_room(centre, ding, boss):
    story = Story.begin()
    assert set(order(story, centre)) == {"shen", "ding"}
    set_profile(user=ding, centre=centre, skills=["tenancy"], languages=[], capacity=1, by=boss)
    assert order(story, centre) == ["ding", "shen"]
    other = Story.begin()
    rounds.accept_case(other.case.pk, by=staff("fang"), mediator_id=ding.pk)
    assert order(story, centre) == ["shen", "ding"]
    reasons = {s.person.username: [str(r) for r in s.reasons] for s in suggestions(story.case, centre, at=clock.now())}
    assert len(reasons["ding"]) == 4 and len(reasons["shen"]) == 2


def test_nobody_with_a_conflict_is_suggested(centre, ding):
    story = Story.begin().accept().answer().bind().take()
    mediators.decide_objection(mediators.object_to(story.party("applicant").pk, by=story.lin, ground="trust").pk, by=staff("fang"), sustain=True)
    assert order(story, centre) == ["ding"]


def test_another_choice_needs_its_reason_and_is_on_record(centre, ding, boss):
    set_profile(user=ding, centre=centre, skills=["tenancy"], languages=[], capacity=8, by=boss)
    story, browser = Story.begin(), browser_of(staff("fang"))
    path = f"/case/{story.case.number}/assign"
    choice = {"mediator": f"{centre.pk}:{staff('shen').pk}"}
    assert browser.post(path, choice).status_code == 422
    assert browser.post(path, choice | {"override": "because"}).status_code == 422
    assert browser.post(path, choice | {"override": "wish"}).status_code == 302
    assert story.case.steps.get(name="accept").facts["override"] == "wish"


def test_whoever_is_on_call_is_told_and_else_everybody(centre, boss):
    second = register_staff(username="lan", name="兰花")
    appoint(user=second, centre=centre, role="dispatcher")
    story = Story.begin()
    told = lambda: sorted(r["user"].username for r in readers(Notice("centre", "work"), story.now()))
    assert told() == ["fang", "lan"]
    row = shift(second, centre, boss)
    assert told() == ["lan"]
    drop_shift(row, by=boss)
    assert told() == ["fang", "lan"]


def test_only_the_manager_keeps_the_roster(centre, boss):
    with pytest.raises(WrongPerson):
        shift(staff("fang"), centre, staff("fang"))
    with pytest.raises(Invalid):
        shift(staff("xu"), centre, boss)
    with pytest.raises(Invalid):
        shift(staff("fang"), centre, boss, hours=30)


def test_promises_are_measured_from_what_happened(centre):
    kept, missed = Story.begin(), Story.begin()
    kept.accept()
    late = timezone.now() - timedelta(minutes=9)
    Deadline.objects.filter(case=missed.case, period__code="T-DISP").update(since=late, due_at=late + timedelta(seconds=60))
    missed.accept()
    (row,) = [p for p in promises(centre.pk, at=clock.now()) if p.period.code == "T-DISP"]
    assert (row.kept, row.missed, row.running, row.share) == (1, 1, 0, 50)


def cases_of_shen():
    stories = [Story.begin().accept(), Story.begin().accept().answer().bind().take(), Story.begin().accept().answer().bind().take().talk()]
    return stories, [s.now().latest_round.state for s in stories]


def test_many_cases_are_handed_over_and_taken_back_exactly(centre, ding, boss):
    stories, before = cases_of_shen()
    with pytest.raises(WrongPerson):
        handover.hand_over(centre, giver=staff("shen"), by=staff("fang"))
    event = handover.hand_over(centre, giver=staff("shen"), by=boss)
    assert {s.now().latest_round.mediator for s in stories} == {ding}
    assert not Case.objects.visible_to(staff("shen")).exists()
    assert handover.undo(event.pk, by=boss) == (3, 0)
    assert [s.now().latest_round.state for s in stories] == before == ["awaiting_mediator", "scheduling", "in_progress"]
    assert {s.case.latest_round.mediator for s in stories} == {staff("shen")}
    assert Deadline.objects.get(case=stories[2].case, period__code="T-ROUND", closed_at=None).holder == staff("shen")
    assert {broken for _, broken in broken_chains()} == {None}
    with pytest.raises(WrongMoment):
        handover.undo(event.pk, by=boss)


def test_what_was_accepted_meanwhile_stays(centre, ding, boss):
    stories, _before = cases_of_shen()
    event = handover.hand_over(centre, giver=staff("shen"), by=boss)
    mediators.take(stories[1].case.pk, by=ding)
    assert handover.undo(event.pk, by=boss) == (2, 1)
    assert stories[1].now().latest_round.mediator == ding
    assert HandoverItem.objects.filter(restored=True).count() == 2


def test_without_anybody_else_the_centre_names_somebody(centre, boss):
    stories, before = cases_of_shen()
    event = handover.hand_over(centre, giver=staff("shen"), by=boss)
    assert {s.now().latest_round.state for s in stories} == {"proposed"}
    assert handover.undo(event.pk, by=boss) == (3, 0)
    assert [s.now().latest_round.state for s in stories] == before


def test_the_page_of_a_centre_is_for_its_manager(centre, ding, boss):
    assert [browser_of(p).get(f"/centre/{centre.pk}").status_code for p in (boss, staff("admin"), staff("fang"), staff("tang"), staff("shen"))] == [200, 200, 404, 404, 404]
    cases_of_shen()
    browser = browser_of(boss)
    assert browser.post(f"/centre/{centre.pk}", {"deed": "hand_over", "giver": staff("shen").pk}).status_code == 302
    assert "丁宁" in browser.get(f"/centre/{centre.pk}").content.decode()
    assert browser.post(f"/centre/{centre.pk}", {"deed": "nonsense"}).status_code == 422
    begins = timezone.localtime()
    form = {"deed": "shift", "user": ding.pk, "begins_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{begins + timedelta(hours=3):%Y-%m-%dT%H:%M}"}
    assert browser.post(f"/centre/{centre.pk}", form).status_code == 302
    assert browser.post(f"/centre/{centre.pk}", {"deed": "profile", "user": ding.pk, "skills": ["tenancy"], "capacity": 5}).status_code == 302
    assert ding.profile.skills == ["tenancy"]
