"""Reminders before the end, escalation after it, pauses, a new calendar: each alarm once, none at night."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone, translation

from cases import clock
from cases.actions import calendar, clocks, perform
from cases.actions.alarm import next_alarm, ring_due
from cases.alarms import alarms
from cases.clock import SHANGHAI, Length, Unit
from cases.models import Deadline, Step, WorkDay
from cases.reads.ledger import ledger
from mediation.outreach.models import Message
from mediation.people.models import Centre
from mediation.refusals import WrongPerson
from tests.people import LIN, WANG, Story, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def at(*parts):
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def set_clock(monkeypatch):
    def to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return to


def ring_all():
    while ring_due():
        pass


def told(template):
    return sorted(m.phone or m.user.username for m in Message.objects.filter(template=template))


def open_clock(story, code):
    return Deadline.objects.get(case=story.case, period__code=code, closed_at=None)


def test_reminders_come_in_daylight_and_never_before_the_beginning():
    found = alarms("-7d -3d -1d -1h 0 +1d", at(2026, 11, 2, 9), at(2026, 11, 7))
    assert found == [
        (at(2026, 11, 3, 20), "-3d"),  # the night to the 4th
        (at(2026, 11, 5, 20), "-1d"),
        (at(2026, 11, 6, 20), "-1h"),
        (at(2026, 11, 7), "0"),
        (at(2026, 11, 8), "+1d"),
    ]


def test_shares_of_a_period_are_reminders_too():
    assert [a.mark for a in alarms("70% 90% 0", at(2026, 11, 1, 12), at(2026, 11, 11, 12))] == ["70%", "90%", "0"]
    assert alarms("70%", at(2026, 11, 1, 12), at(2026, 11, 11, 12))[0].at == at(2026, 11, 8, 12)


def test_the_window_for_confirmation_reminds_both_sides_on_its_days(set_clock):
    story = Story.begin().accept().answer().bind().take().talk().settle()
    due = open_clock(story, "T-CONF30").due_at
    Message.objects.all().delete()
    for days, texts in ((11, 0), (10, 2), (5, 4), (2, 6)):
        set_clock(due - timedelta(days=days))
        ring_all()
        assert len([m for m in Message.objects.filter(template="reminder") if "司法确认" in m.body]) == texts
    assert set(told("reminder")) == {LIN, WANG}


def test_every_obligation_has_its_clock_for_the_side_that_owes_it(set_clock):
    story = Story.begin().accept().answer().bind().take().talk().settle()
    row = open_clock(story, "T-OBL")
    assert (row.turn, row.obligation.what, row.due_text[-5:]) == ("respondent", "退还押金", "24:00")
    set_clock(row.due_at - timedelta(hours=20))
    ring_all()
    assert told("reminder") == [WANG]  # of the three reminders that a sleeping worker missed the last one
    set_clock(row.due_at + timedelta(days=1, hours=9))
    ring_all()
    assert (told("overdue"), told("escalated"), story.now().stage) == ([WANG], ["shen"], "agreed")


def test_a_done_obligation_is_silent():
    story = Story.begin().accept().answer().bind().take().talk().settle()
    row = open_clock(story, "T-OBL")
    perform.close_obligation(row.obligation_id, by=staff("shen"))
    row.refresh_from_db()
    assert (row.closed_at is None, row.ring_at) == (False, None)


def test_the_window_for_confirmation_does_not_begin_anew_after_a_breach(set_clock):
    story = Story.begin().accept().answer().bind().take().talk().settle()
    effective = story.now().present_agreement.effective_at
    set_clock(effective + timedelta(days=9))
    duty = story.case.present_agreement.obligations.get()
    type(duty).objects.filter(pk=duty.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    story.move("breach", staff("shen"))
    type(duty).objects.filter(pk=duty.pk).update(due_on=timezone.localdate() + timedelta(days=9))
    story.move("catch_up", staff("shen"))
    assert open_clock(story, "T-CONF30").since == effective


def test_an_unanswered_promise_climbs_to_the_centre_above(set_clock):
    story = Story.begin()
    due = open_clock(story, "T-DISP").due_at
    set_clock(due + timedelta(minutes=6))
    ring_all()
    assert told("escalated") == ["tang", "tang"]  # dispatch and call back; the street has no manager of its own
    assert list(Step.objects.filter(name="escalated").values_list("audience", "facts__level")) == [("mediator", 1)] * 2
    assert told("overdue") == []


def test_an_alarm_at_night_writes_its_text_for_the_morning(set_clock):
    from procrastinate.contrib.django.models import ProcrastinateJob

    story = Story.begin().accept()
    set_clock(open_clock(story, "T-ACC").due_at)  # midnight
    ring_all()
    job = ProcrastinateJob.objects.filter(task_name="outreach.send", args__message=Message.objects.get(template="overdue").pk).get()
    assert timezone.localtime(job.scheduled_at).time() == time(8)
    assert story.now().latest_round.state == "proposed"  # what the law says happens at once


def test_a_paused_clock_is_silent_and_goes_on_by_the_days_it_stood(set_clock):
    story = Story.begin().accept().answer().bind().take().talk()
    row = open_clock(story, "T-ROUND")
    clocks.pause(story.case, ["T-ROUND"], reason="appraisal", by=staff("shen"), at=set_clock(row.since + timedelta(days=3)))
    set_clock(row.since + timedelta(days=50))
    ring_all()
    assert (open_clock(story, "T-ROUND").ring_at, story.now().latest_round.state) == (None, "in_progress")
    clocks.resume(story.now(), at=clock.now())
    row.refresh_from_db()
    length = Length(30, Unit.DAYS)
    from cases.reads.calendar import calendar as present

    assert row.due_at == clock.due(row.since, length, present(), pauses=[(row.since + timedelta(days=3), row.since + timedelta(days=50))])
    assert row.ring_at is not None
    (account,) = [a for a in ledger(story.now(), staff=False, at=clock.now()) if a.deadline.pk == row.pk]
    assert (account.used, account.whole, account.pauses[0].length, account.state) == ("3 天", "30 天", "47 天", "running")


def test_a_new_calendar_moves_every_running_clock():
    story = Story.begin()
    row = open_clock(story, "T-ADM")
    last = timezone.localdate(row.due_at - timedelta(seconds=1))
    calendar.set_days(last, last + timedelta(days=3), is_workday=False, source="test", by=staff("admin"))
    calendar.recount_all()
    row.refresh_from_db()
    assert timezone.localdate(row.due_at - timedelta(seconds=1)) > last + timedelta(days=3)
    assert row.ring_at is not None


def test_only_the_administrator_keeps_the_calendar():
    for who in ("tang", "fang", "zhou"):
        with pytest.raises(WrongPerson):
            calendar.set_days(date(2027, 1, 1), date(2027, 1, 1), is_workday=False, source="x", by=staff(who))
    assert not WorkDay.objects.filter(day=date(2027, 1, 1)).exists()


def test_hours_of_duty_freeze_the_promises_and_say_so(set_clock):
    centre = Centre.objects.get(short_name="长河矛调中心")
    with pytest.raises(WrongPerson):
        calendar.set_hours(centre, {}, by=staff("tang"))
    calendar.set_hours(centre, dict.fromkeys(range(5), (time(8, 30), time(17, 30))), by=staff("admin"))
    set_clock(at(2026, 11, 20, 17, 29, 30))  # a Friday
    story = Story.begin()
    assert open_clock(story, "T-CALL").due_at == at(2026, 11, 23, 8, 31, 30)
    assert open_clock(story, "T-FUP").due_at == at(2026, 11, 23, 8, 30)
    (account,) = [a for a in ledger(story.now(), staff=True, at=at(2026, 11, 22)) if a.deadline.period.code == "T-CALL"]
    assert (account.used, account.whole, account.off_duty) == ("30 秒", "2 分 0 秒", True)


def test_the_keeper_knows_the_next_moment_and_a_broken_clock_silences_nobody(monkeypatch):
    broken, sound = Story.begin(), Story.begin()
    late = timezone.now() - timedelta(seconds=1)
    Deadline.objects.filter(closed_at=None).exclude(period__code="T-ADM").update(ring_at=None)
    Deadline.objects.update(due_at=late, ring_at=None)
    Deadline.objects.filter(period__code="T-ADM").update(ring_at=late)
    assert next_alarm() == late
    import cases.actions.alarm as module

    real = module._ring

    def fails(pk, case_id):
        if case_id == broken.case.pk:
            raise RuntimeError
        real(pk, case_id)

    monkeypatch.setattr(module, "_ring", fails)
    ring_all()
    assert [s.case_id for s in Step.objects.filter(name="clock_ran_out")] == [sound.case.pk]
    assert open_clock(broken, "T-ADM").ring_at > timezone.now()


def test_a_year_without_a_plan_is_shown_with_a_warning(client, set_clock):
    story = Story.begin().accept().answer().bind().take().talk().settle()
    client.force_login(story.lin, backend="mediation.people.backends.Citizens")
    Deadline.objects.filter(case=story.case, period__code="T-CONF30").update(due_at=at(2031, 5, 1))
    page = client.get(f"/case/{story.case.number}/clocks")
    assert "放假安排尚未公布" in page.content.decode()
    assert "T-DISP" not in page.content.decode() and "派单" not in page.content.decode()
