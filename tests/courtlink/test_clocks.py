"""The court's clocks: they begin with the receipt, stop when the court has spoken, remind and escalate, and decide nothing."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from cases import clock
from cases.actions import court, rounds
from cases.actions.alarm import ring_due
from cases.actions.announce import announce_step
from cases.clock import SHANGHAI
from cases.models import Deadline
from cases.reads.page import page_of
from courtlink.actions.file import join_confirmation
from courtlink.actions.prolong import prolong
from courtlink.actions.review import accept, decide, reject, send_back, take
from courtlink.actions.take_back import take_back
from courtlink.models import Filing
from mediation.outreach.models import Message
from mediation.people.models import Centre
from mediation.refusals import WrongMoment
from tests.courtlink.test_court import WORDS, green, red, sue
from tests.people import DRAWING, LIN, staff

pytestmark = pytest.mark.usefixtures("district")
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=SHANGHAI)


@pytest.fixture
def set_clock(monkeypatch):
    def to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return to


def running(filing):
    rows = Deadline.objects.filter(pk__in=filing.clocks.values("deadline"), closed_at=None).order_by("due_at")
    return [(row.period.code, row.turn, row.due_text) for row in rows]


def applied(story):
    join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)
    return join_confirmation(story.case.pk, by=story.wang, words=WORDS | {"id_number": "330109199003070013"}, drawing=DRAWING)


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def test_seven_days_run_from_the_receipt_of_a_lawsuit_and_not_before(set_clock):
    story = red()
    set_clock(FRIDAY)
    filing = sue(story)
    assert running(filing) == []
    take(filing.pk, by=staff("zhou"))
    assert running(filing) == [("T-FILE7", "clerk", "2026-12-04 24:00")]
    assert Deadline.objects.get(period__code="T-FILE7").centre == story.now().court
    assert Filing.objects.with_due().get().due_at == datetime(2026, 12, 5, tzinfo=SHANGHAI)
    page = page_of(story.lin, story.now())
    assert (page.turn, page.deadline.period.code) == ("clerk", "T-FILE7")


def test_acceptance_ends_the_courts_clock_and_begins_that_of_the_fee(set_clock):
    story = red()
    set_clock(FRIDAY)
    filing = take(sue(story).pk, by=staff("zhou"))
    set_clock(FRIDAY + timedelta(days=3))
    accept(filing.pk, by=staff("zhou"), docket_number="(2026)浙0108民初9号")
    assert running(filing) == [("T-FEE", "applicant", "2026-12-07 24:00")]
    assert Filing.objects.with_due().get().due_at is None
    assert story.now().stage == "filed"
    page = f"/filing/{filing.ref}"
    assert "fee-paid" not in at(staff("zhou")).get(page).content.decode()
    assert "fee-paid" in at(story.lin).get(page).content.decode()
    assert (at(story.lin).post(f"{page}/fee-paid").status_code, running(filing), story.now().steps.latest("seq").name) == (302, [], "fee_paid")
    assert at(story.lin).post(f"{page}/fee-paid").status_code == 409
    assert at(story.now().parties.get(side="respondent").user or staff("shen")).post(f"{page}/fee-paid").status_code in (403, 404)


@pytest.mark.parametrize("end", ["return", "reject", "withdraw", "elsewhere"])
def test_the_clock_ends_with_whatever_ends_the_filing(end):
    story = red()
    filing = take(sue(story).pk, by=staff("zhou"))
    match end:
        case "return":
            send_back(filing.pk, by=staff("zhou"), reasons={filing.documents.first().pk: ("missing_address", "")})
        case "reject":
            reject(filing.pk, by=staff("zhou"), reason="not_court", remark="不属于法院受理范围")
        case "withdraw":
            take_back(filing.pk, by=story.lin)
        case "elsewhere":
            story.move("withdraw", story.lin, reason="self_settled")
    assert running(filing) == []
    assert Deadline.objects.filter(period__code="T-FILE7", closed_at=None, ring_at__isnull=False).count() == 0


def test_the_period_begins_anew_with_the_receipt_of_the_correction(set_clock):
    story = red()
    set_clock(FRIDAY)
    first = take(sue(story).pk, by=staff("zhou"))
    send_back(first.pk, by=staff("zhou"), reasons={first.documents.first().pk: ("missing_address", "")})
    set_clock(FRIDAY + timedelta(days=4))
    second = take(sue(story).pk, by=staff("zhou"))
    assert (running(first), running(second)) == ([], [("T-FILE7", "clerk", "2026-12-08 24:00")])


def test_an_application_for_confirmation_has_three_days_then_fifteen_and_at_most_thirty(set_clock):
    story = green()
    set_clock(FRIDAY)
    filing = take(applied(story).pk, by=staff("zhou"))
    assert running(filing) == [("T-CACC", "clerk", "2026-11-30 24:00")]
    accept(filing.pk, by=staff("zhou"), docket_number="(2026)浙0108民特1号")
    assert running(filing) == [("T-CDEC", "clerk", "2026-12-14 24:00"), ("T-CDEC30", "clerk", "2026-12-28 24:00")]  # 12 and 27 December are weekends
    assert page_of(story.lin, story.now()).turn == "parties"  # what was promised is still to be done
    decide(filing.pk, by=staff("zhou"), result="confirmed")
    assert (running(filing), story.now().stage) == ([], "confirmed")


def test_the_president_of_the_court_prolongs_once_by_ten_days_and_never_the_limit_of_the_law(set_clock):
    story = green()
    set_clock(FRIDAY)
    filing = take(applied(story).pk, by=staff("zhou"))
    path, asked = f"/court/filing/{filing.ref}", {"deed": "prolong", "remark": "案情复杂，12月1日院长批准"}
    assert at(staff("zhou")).post(path, asked).status_code == 409  # not accepted yet
    accept(filing.pk, by=staff("zhou"), docket_number="(2026)浙0108民特1号")
    assert at(staff("zhou")).post(path, asked | {"remark": " "}).status_code == 422
    assert 'name="remark" rows="2"' in at(staff("zhou")).get(path).content.decode()
    assert at(staff("zhou")).post(path, asked).status_code == 302
    assert running(filing) == [("T-CDEC", "clerk", "2026-12-22 24:00"), ("T-CDEC30", "clerk", "2026-12-28 24:00")]
    step = story.now().steps.latest("seq")
    assert (step.name, step.law, step.facts["days"]) == ("filing_prolonged", "司法确认程序规定第5条", 10)
    announce_step(step.pk)
    assert {message.user for message in Message.objects.filter(template="filing")} >= {story.lin, story.wang}
    kept = filing.clocks.get(prolonged_at__isnull=False)
    assert (kept.prolonged_by, kept.prolonged_why) == (staff("zhou"), "案情复杂，12月1日院长批准")
    assert (at(staff("zhou")).post(path, asked).status_code, 'name="remark" rows="2" maxlength="300"' in at(staff("zhou")).get(path).content.decode()) == (409, False)


def test_a_lawsuit_has_no_period_that_could_be_prolonged():
    filing = take(sue(red()).pk, by=staff("zhou"))
    with pytest.raises(WrongMoment):
        prolong(filing.pk, by=staff("zhou"), why="案情复杂")


def test_a_court_that_is_late_is_told_then_its_judges_and_whoever_sues_how_to_complain(set_clock):
    story = red()
    set_clock(FRIDAY)
    filing = take(sue(story).pk, by=staff("zhou"))
    due = Deadline.objects.get(period__code="T-FILE7").due_at
    Message.objects.all().delete()
    with translation.override("zh-hans"):
        set_clock(due + timedelta(days=1, hours=9))
        while ring_due():
            pass
        assert sorted(Message.objects.values_list("template", "user__username")) == [("escalated", "han"), ("overdue", "zhou")]
        announce_step(story.now().steps.get(name="court_is_late").pk)
        told = Message.objects.get(template="court_late")
        assert (told.phone, "第13条" in told.body) == (LIN, True)
        assert (Filing.objects.get().state, story.now().stage) == ("under_review", "failed")  # nobody is told that anything is decided
        page = at(story.lin).get(f"/filing/{filing.ref}").content.decode()
        assert "登记立案规定第13条" in page
        assert "15" in page


def test_a_late_confirmation_is_the_courts_own_matter(set_clock):
    story = green()
    set_clock(FRIDAY)
    filing = take(applied(story).pk, by=staff("zhou"))
    Message.objects.all().delete()
    set_clock(FRIDAY + timedelta(days=4))
    while ring_due():
        pass
    assert {m.template for m in Message.objects.exclude(template="reminder")} == {"overdue"}
    assert "12368" not in at(story.lin).get(f"/filing/{filing.ref}").content.decode()


def test_whoever_is_entrusted_with_mediation_still_owes_the_fee():
    story = red()
    filing = take(sue(story).pk, by=staff("zhou"))
    accept(filing.pk, by=staff("zhou"), docket_number="(2026)浙0108民初9号")
    court.propose_entrustment(story.case.pk, by=staff("zhou"))
    story.answer("talk", "applicant").answer("talk")
    rounds.entrust(story.case.pk, by=staff("zhou"), centre_id=Centre.objects.get(short_name="区矛调中心").pk, mediator_id=staff("he").pk)
    assert (story.now().stage, [code for code, *_rest in running(filing)]) == ("directed_mediation", ["T-FEE"])
