"""What happens when a clock runs out: once, and never a decision about the case."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases.actions.alarm import ring_due
from cases.models import Deadline, Step
from cases.reads.chain import broken_chains
from mediation.outreach.models import Message
from tests.people import LIN, Story, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def run_out(story, code):
    late = timezone.now() - timedelta(seconds=1)
    assert Deadline.objects.filter(case=story.case, period__code=code, closed_at=None).update(since=late - timedelta(hours=9), due_at=late, ring_at=late) == 1
    while ring_due():
        pass
    return story.now()


def all_run_out():
    late = timezone.now() - timedelta(seconds=1)
    Deadline.objects.filter(closed_at=None).update(due_at=late, ring_at=late)


def open_clocks(story):
    return sorted(Deadline.objects.filter(case=story.case, closed_at=None).values_list("period__code", flat=True))


def test_a_silent_mediator_loses_the_round_and_another_one_is_named():
    story = Story.begin().accept()
    case = run_out(story, "T-ACC")
    assert (case.stage, case.latest_round.state, case.latest_round.mediator, open_clocks(story)) == ("first_mediation", "proposed", None, ["T-APPT", "T-CALL", "T-FUP"])
    assert list(case.steps.values_list("name", flat=True))[-2:] == ["clock_ran_out", "mediator_silent"]
    assert not type(case).objects.visible_to(staff("shen")).exists()


def test_a_round_ends_with_its_period_and_the_case_stays():
    story = Story.begin().accept().answer().bind().take().talk()
    case = run_out(story, "T-ROUND")
    assert (case.stage, case.colour) == ("first_mediation", "yellow")
    assert (case.latest_round.state, case.latest_round.end_reason, open_clocks(story)) == ("expired", "expired", ["T-NEXT"])
    story.move("refer", story.lin)
    assert story.now().stage == "referral"


def test_an_entrusted_round_ends_after_its_shorter_period():
    from tests.cases.test_every_move import entrusted

    story = entrusted()
    assert run_out(story, "T-ENTR").latest_round.state == "expired"
    story.move("resume_trial", staff("zhou"))
    assert story.now().stage == "filed"


def test_every_clock_is_acted_on_once_and_the_chain_holds():
    story = Story.begin()
    all_run_out()
    assert (ring_due(), ring_due()) == (5, 0)
    names = list(Step.objects.filter(case=story.case).values_list("name", flat=True))
    assert (names.count("clock_ran_out"), story.now().stage) == (5, "intake")
    assert [broken for _, broken in broken_chains()] == [None]


def test_the_centre_is_told_of_a_legal_period_and_not_of_its_own_promises():
    story = Story.begin()
    all_run_out()
    ring_due()
    assert [m.user.username for m in Message.objects.filter(template="overdue")] == ["fang"]
    assert story.case.steps.filter(name="clock_ran_out", audience="all").count() == 1


def test_the_applicant_is_reminded_to_choose():
    story = Story.begin().accept().answer().bind().take().talk().close()
    run_out(story, "T-NEXT")
    assert [m.phone for m in Message.objects.filter(template="overdue")] == [LIN]
    assert story.now().stage == "first_mediation"


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_act_once():
    story = Story.begin().accept()
    all_run_out()

    def work():
        try:
            ring_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Step.objects.filter(case=story.case, name="mediator_silent").count() == 1
    assert [broken for _, broken in broken_chains()] == [None]


def test_the_end_of_a_day_is_said_as_its_own_midnight():
    story = Story.begin()
    due = Deadline.objects.get(case=story.case, period__code="T-ADM")
    end = timezone.localtime(due.due_at)
    assert due.due_text == f"{end - timedelta(days=1):%Y-%m-%d} 24:00"
    due.due_at += timedelta(hours=9, minutes=5)
    assert due.due_text == f"{end:%Y-%m-%d} 09:05"
