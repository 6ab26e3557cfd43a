"""Who mediates: chosen together, disclosing, kept or objected to, replaced; and what each of them may still see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import clock
from cases.actions import clocks, contact, hold, mediators, more_rounds, round_time, rounds
from cases.actions.alarm import ring_due
from cases.actions.split import split
from cases.errors import FactsMissing, MoveRefused
from cases.kinds import EndReason
from cases.models import Case, Deadline, Objection
from cases.reads.chain import broken_chains
from cases.reads.mediators import assignable
from cases.reads.policy import policy_of
from mediation.people.actions import appoint, register_staff
from mediation.people.models import Centre
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from tests.people import Story, qian, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def ding():
    """A second mediator of the street's centre."""
    person = register_staff(username="ding", name="丁宁")
    appoint(user=person, centre=Centre.objects.get(short_name="长河矛调中心"), role="mediator")
    return person


def choosing():
    story = Story.begin()
    rounds.accept_case(story.case.pk, by=staff("fang"), mediator_id=None)
    return story.answer().bind()


def clocks_of(story):
    return set(Deadline.objects.filter(case=story.case, closed_at=None).values_list("period__code", flat=True)) - {"T-CALL", "T-FUP"}


def run_out(story, code):
    late = timezone.now() - timedelta(seconds=1)
    assert Deadline.objects.filter(case=story.case, period__code=code, closed_at=None).update(since=late - timedelta(days=9), due_at=late, ring_at=late) == 1
    while ring_due():
        pass
    return story.now()


def test_when_both_sides_name_the_same_person_that_person_is_asked(ding):
    story = choosing()
    assert (story.now().latest_round.state, clocks_of(story)) == ("proposed", {"T-SEL"})
    mediators.choose(story.party("applicant").pk, by=story.lin, mediator_id=staff("shen").pk)
    mediators.choose(story.party("respondent").pk, by=story.wang, mediator_id=ding.pk)
    assert story.now().latest_round.mediator is None
    mediators.choose(story.party("respondent").pk, by=story.wang, mediator_id=staff("shen").pk)
    assert (story.now().latest_round.mediator.username, story.case.latest_round.state, clocks_of(story)) == ("shen", "awaiting_mediator", {"T-ACC"})


def test_after_two_days_without_a_common_choice_the_centre_names_the_mediator():
    story = choosing()
    case = run_out(story, "T-SEL")
    assert (case.latest_round.choosing, clocks_of(story), case.stage) == (False, {"T-APPT"}, "first_mediation")
    with pytest.raises(WrongMoment):
        mediators.choose(story.party("applicant").pk, by=story.lin, mediator_id=staff("shen").pk)
    mediators.appoint(case.pk, by=staff("fang"), mediator_id=staff("shen").pk)
    assert story.now().latest_round.state == "awaiting_mediator"


def test_nobody_chooses_for_another_side_or_from_another_centre():
    story = choosing()
    with pytest.raises(WrongPerson):
        mediators.choose(story.party("respondent").pk, by=story.lin, mediator_id=staff("shen").pk)
    with pytest.raises(WrongPerson):
        mediators.choose(story.party("respondent").pk, by=qian(), mediator_id=staff("shen").pk)
    with pytest.raises(Invalid):
        mediators.choose(story.party("applicant").pk, by=story.lin, mediator_id=staff("wu").pk)


def test_a_disclosed_relation_holds_the_round_until_everybody_keeps_the_mediator():
    story = Story.begin().accept().answer().bind()
    with pytest.raises(Invalid):
        mediators.take(story.case.pk, by=staff("shen"), disclosure="")
    with pytest.raises(Invalid):
        mediators.take(story.case.pk, by=staff("shen"), disclosure="relative")
    mediators.take(story.case.pk, by=staff("shen"), disclosure="relative", words="申请人是我表妹")
    assert (story.now().latest_round.state, clocks_of(story)) == ("awaiting_consent", {"T-ROUND", "T-CONSENT"})
    mediators.waive(story.party("applicant").pk, by=story.lin)
    assert story.now().latest_round.state == "awaiting_consent"
    with pytest.raises(WrongMoment):
        rounds.begin_talks(story.case.pk, by=staff("shen"))
    mediators.waive(story.party("respondent").pk, by=story.wang)
    assert (story.now().latest_round.state, clocks_of(story)) == ("scheduling", {"T-ROUND"})


def test_an_objection_is_decided_and_the_old_mediator_sees_nothing_any_more(ding):
    story = Story.begin().accept().answer().bind().take().talk()
    due = Deadline.objects.get(case=story.case, period__code="T-ROUND").due_at
    objection = mediators.object_to(story.party("respondent").pk, by=story.wang, ground="trust", words="他认识对方", instead=None)
    with pytest.raises(WrongMoment):
        mediators.object_to(story.party("applicant").pk, by=story.lin, ground="trust")
    with pytest.raises(WrongPerson):
        mediators.decide_objection(objection.pk, by=staff("shen"), sustain=False, reason="我很公正")
    mediators.decide_objection(objection.pk, by=staff("fang"), sustain=True)
    assert (story.now().latest_round.state, story.case.latest_round.mediator, story.case.stage) == ("proposed", None, "first_mediation")
    assert not Case.objects.visible_to(staff("shen")).exists()
    assert [p.username for p in assignable(centre_id=story.case.centre_id, case=story.case)] == ["ding"]
    mediators.appoint(story.case.pk, by=staff("fang"), mediator_id=ding.pk)
    mediators.take(story.case.pk, by=ding)
    clock_row = Deadline.objects.get(case=story.case, period__code="T-ROUND", closed_at=None)
    assert (clock_row.due_at, clock_row.holder, story.now().latest_round.state) == (due, ding, "scheduling")


def test_an_objection_that_is_not_followed_needs_a_reason():
    story = Story.begin().accept().answer().bind().take()
    objection = mediators.object_to(story.party("applicant").pk, by=story.lin, ground="conduct")
    with pytest.raises(Invalid):
        mediators.decide_objection(objection.pk, by=staff("fang"), sustain=False, reason=" ")
    mediators.decide_objection(objection.pk, by=staff("fang"), sustain=False, reason="没有依据")
    assert (story.now().latest_round.mediator.username, Objection.objects.get().verdict) == ("shen", "overruled")


def test_whoever_had_one_replaced_must_name_another(ding):
    story = Story.begin().accept().answer().bind().take()
    first = mediators.object_to(story.party("applicant").pk, by=story.lin, ground="trust", instead=ding.pk)
    mediators.decide_objection(first.pk, by=staff("fang"), sustain=True)
    assert story.now().latest_round.mediator == ding
    mediators.take(story.case.pk, by=ding)
    with pytest.raises(Invalid):
        mediators.object_to(story.party("applicant").pk, by=story.lin, ground="trust")
    third = register_staff(username="lei", name="雷鸣")
    appoint(user=third, centre=story.case.centre, role="mediator")
    mediators.object_to(story.party("applicant").pk, by=story.lin, ground="trust", instead=third.pk)


def test_what_the_court_directed_is_decided_by_the_court():
    story = Story.begin().directed()
    objection = mediators.object_to(story.party("applicant").pk, by=story.lin, ground="trust")
    with pytest.raises(WrongPerson):
        mediators.decide_objection(objection.pk, by=staff("fang"), sustain=True)
    mediators.decide_objection(objection.pk, by=staff("zhou"), sustain=True)
    assert Deadline.objects.get(case=story.case, period__code="T-APPT", closed_at=None).turn == "clerk"


def test_more_time_is_given_when_everybody_agrees_and_only_once():
    story = Story.begin().accept().answer().bind().take().talk()
    before = Deadline.objects.get(case=story.case, period__code="T-ROUND").due_at
    round_time.ask_extension(story.case.pk, by=staff("shen"))
    round_time.answer_extension(story.case.pk, by=story.lin, yes=True)
    assert Deadline.objects.get(case=story.case, period__code="T-ROUND").due_at == before
    with pytest.raises(WrongPerson):
        round_time.answer_extension(story.case.pk, by=staff("fang"), yes=True)
    round_time.answer_extension(story.case.pk, by=story.wang, yes=True)
    row = Deadline.objects.get(case=story.case, period__code="T-ROUND")
    assert row.due_at >= before + timedelta(days=28)
    assert (row.extra, story.now().latest_round.extensions) == (30, 1)
    with pytest.raises(WrongMoment):
        round_time.ask_extension(story.case.pk, by=story.lin)


def test_one_no_ends_the_question_and_nothing_else():
    story = Story.begin().accept().answer().bind().take().talk()
    round_time.ask_extension(story.case.pk, by=story.lin)
    round_time.answer_extension(story.case.pk, by=story.wang, yes=False)
    assert (story.now().latest_round.state, story.case.latest_round.extending) == ("in_progress", False)


@pytest.mark.parametrize(("dispute", "code"), [("tenancy", "T-ROUND"), ("labour", "T-ROUND-LAB"), ("medical", "T-ROUND-MED")])
def test_the_policy_follows_the_dispute(dispute, code):
    story = Story.begin(dispute).accept().answer().bind().take()
    assert policy_of(story.now(), story.case.latest_round).period == code
    assert code in clocks_of(story)


def test_the_days_of_an_appraisal_do_not_count(monkeypatch):
    story = Story.begin().accept().answer().bind().take().talk()
    row = Deadline.objects.get(case=story.case, period__code="T-ROUND")
    round_time.pause(story.case.pk, by=staff("shen"))
    later = timezone.now() + timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    while ring_due():
        pass
    assert story.now().latest_round.state == "paused"
    round_time.resume(story.case.pk, by=staff("shen"))
    assert Deadline.objects.get(pk=row.pk).due_at > row.due_at + timedelta(days=39)
    assert clocks.running(story.case, ("T-ROUND",)).get().paused_at is None


def test_unreachable_needs_three_days_and_two_ways(monkeypatch):
    story = Story.begin().accept().bind().take()
    party = story.party("respondent").pk
    today = timezone.now()
    for day in range(3):
        with pytest.raises(FactsMissing):
            story.move("fail", staff("shen"), reason=EndReason.UNREACHABLE)
        with pytest.raises(FactsMissing):
            rounds.close_round(story.case.pk, by=staff("shen"), reason=EndReason.UNREACHABLE)
        monkeypatch.setattr(clock, "now", lambda day=day: today + timedelta(days=day))
        contact.note_contact(party, by=staff("shen"), channel="phone", outcome="no_answer")
    with pytest.raises(FactsMissing):  # one way only
        rounds.close_round(story.case.pk, by=staff("shen"), reason=EndReason.UNREACHABLE)
    contact.note_contact(party, by=staff("shen"), channel="sitting", outcome="no_show")
    story.move("fail", staff("shen"), reason=EndReason.UNREACHABLE)
    assert (story.now().stage, story.case.latest_round.end_reason) == ("failed", "unreachable")


def test_the_first_call_keeps_the_promise_of_calling_back():
    story = Story.begin()
    with pytest.raises(WrongPerson):
        contact.note_contact(story.party("applicant").pk, by=story.lin, channel="phone", outcome="reached")
    with pytest.raises(Invalid):
        contact.note_contact(story.party("applicant").pk, by=staff("fang"), channel="phone", outcome="no_show")
    contact.note_contact(story.party("applicant").pk, by=staff("fang"), channel="phone", outcome="reached")
    row = Deadline.objects.get(case=story.case, period__code="T-CALL")
    assert row.closed_at is not None and row.closed_at < row.due_at


def test_a_held_case_signs_nothing_until_it_is_cleared():
    story = Story.begin().accept().answer().bind().take().talk()
    hold.hold(story.case.pk, by=staff("shen"), reason="false_mediation")
    with pytest.raises(WrongMoment):
        story.draft()
    for who in (story.lin, staff("fang")):
        with pytest.raises(WrongPerson):
            hold.release(story.case.pk, by=who)
    hold.release(story.case.pk, by=staff("zhou") if Case.objects.visible_to(staff("zhou")).exists() else staff("shen"))
    story.settle()
    assert story.now().stage == "agreed"
    assert not story.case.steps.filter(name="held").exclude(audience="mediator").exists()


def test_the_rest_of_a_partial_agreement_is_a_case_of_its_own():
    story = Story.begin().second()
    rest = split(story.case.pk, by=staff("wu"), summary="墙面损坏的赔偿没有谈拢。", amount=800)
    rest = Case.objects.for_reading().get(pk=rest.pk)
    old = story.now()
    assert (rest.stage, rest.colour, rest.parent, rest.limitation_interrupted_on) == ("second_mediation", "orange", old, old.limitation_interrupted_on)
    assert (rest.latest_round.number, rest.latest_round.end_reason, rest.rounds_allowed) == (1, "too_far_apart", 2)
    assert {p.user_id for p in rest.parties.all()} == {story.lin.pk, story.wang.pk}
    assert {p.invite for p in rest.parties.all()}.isdisjoint({p.invite for p in old.parties.all()})
    story.settle("wu")
    other = Story(case=rest, lin=story.lin)
    other.move("refuse", story.lin)
    assert (story.now().stage, other.now().stage) == ("agreed", "failed")
    assert {broken for _, broken in broken_chains()} == {None}


def test_a_fourth_mediation_needs_the_word_of_the_manager():
    appoint(user=staff("tang"), centre=Centre.objects.get(short_name="长河矛调中心"), role="manager")
    story = Story.begin().directed().close("he").move("refuse", Story.begin().lin)
    story.answer("talk", "applicant").answer("talk")
    with pytest.raises(FactsMissing):
        story.move("retry_referral", story.lin)
    with pytest.raises(WrongPerson):
        more_rounds.grant_round(story.case.pk, by=staff("fang"))
    tang = type(staff("tang")).objects.get(username="tang")
    more_rounds.grant_round(story.case.pk, by=tang)
    story.move("retry_referral", story.lin)
    assert story.now().stage == "referral"
    with pytest.raises(MoveRefused):
        story.move("retry_referral", story.lin)
