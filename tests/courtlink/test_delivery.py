"""When a court cannot be reached or does not take papers, and when two records differ."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.actions import move
from cases.models import Case
from courtlink.actions import compare, deliver, events, review
from courtlink.actions.take_back import follow_case, take_back
from courtlink.actions.wipe import wipe_filings
from courtlink.adapters.port import Event
from courtlink.models import Comparison, Court, Exchange, Filing
from mediation.outreach.webhooks import SCHEDULE
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from tests.courtlink.line import NETWORKS, fresh, parcel, port, run_jobs, waiting
from tests.courtlink.test_court import red, sue
from tests.people import Story, qian, staff


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def point(url: str) -> None:
    Court.objects.update(endpoint=url)


def carry(filing: Filing) -> Filing:
    deliver.deliver(filing.pk, fresh(filing).attempts)
    return fresh(filing)


def names(filing: Filing) -> list[str]:
    return list(filing.case.steps.filter(name__startswith="filing_").order_by("seq").values_list("name", flat=True))


def test_a_deed_that_is_rolled_back_takes_its_job_along(district):
    story = red()
    with transaction.atomic():
        sue(story)
        assert len(waiting()) == 1
        transaction.set_rollback(True)
    assert (waiting(), Filing.objects.count()) == ([], 0)


def test_a_silent_court_is_asked_more_and_more_slowly_until_people_are_called(far_court):
    story = red()
    filing = sue(story)
    point("http://127.0.0.1:9")
    waits = []
    for _try in SCHEDULE:
        job = ProcrastinateJob.objects.filter(task_name="courtlink.deliver").order_by("-pk").first()
        waits.append(max(round((job.scheduled_at - timezone.now()).total_seconds()), 0))
        filing = carry(filing)
    assert tuple(waits) == SCHEDULE
    assert (filing.state, filing.trouble, filing.attempts, filing.next_at, names(filing)) == ("failed", "silence", 10, None, ["filing_submitted", "filing_failed"])
    assert set(Exchange.objects.values_list("operation", "status", "trouble")) == {("submit", None, "silence")}
    point(far_court.sandbox.url)
    browser = at(staff("zhou"))
    assert f"/court/filing/{filing.ref}/send-again" in browser.get("/court/link").content.decode()
    assert browser.post(f"/court/filing/{filing.ref}/send-again").status_code == 302
    run_jobs()
    assert (fresh(filing).state, fresh(filing).tries, far_court.effects(filing)) == ("received", 0, 1)
    assert names(filing) == ["filing_submitted", "filing_failed", "filing_resent", "filing_received"]


def test_only_the_court_and_the_centre_send_it_again_and_only_what_failed(far_court):
    story = red()
    filing = sue(story)
    for person in (story.lin, qian(), staff("shen"), staff("pan")):
        with pytest.raises(WrongPerson):
            deliver.send_again(filing.pk, by=person)
    with pytest.raises(WrongMoment):
        deliver.send_again(filing.pk, by=staff("fang"))
    path = f"/court/filing/{filing.ref}/send-again"
    assert [at(person).post(path).status_code for person in (story.lin, qian(), staff("shen"), staff("pan"), staff("zhou"))] == [403, 404, 404, 404, 409]


def test_a_court_that_asks_to_wait_is_given_time_and_a_refusal_ends_it_at_once(receiver, far_court):
    filing = sue(red())
    receiver_of_puts(receiver)
    point(receiver.url(path=""))
    receiver.answers = [(503, {"Retry-After": "900"})]
    filing = carry(filing)
    assert (filing.state, filing.trouble, 890 < (filing.next_at - timezone.now()).total_seconds() <= 900) == ("submitted", "busy", True)
    receiver.answers = [(422, {})]
    assert (carry(filing).state, fresh(filing).trouble) == ("failed", "refused")


@pytest.mark.parametrize(
    ("status", "trouble", "state"),
    [(302, "refused", "failed"), (409, "conflict", "failed"), (404, "unknown", "failed"), (429, "busy", "submitted"), (204, "unreadable", "submitted")],
)
def test_every_answer_has_its_meaning(receiver, far_court, status, trouble, state):
    filing = sue(red())
    receiver_of_puts(receiver)
    point(receiver.url(path=""))
    receiver.answers = [(status, {"Location": "http://127.0.0.1:9/"})]
    assert (carry(filing).state, fresh(filing).trouble) == (state, trouble)
    assert (Exchange.objects.get().status, len(receiver.told)) == (status, 1)


def receiver_of_puts(receiver) -> None:
    handler = receiver.server.RequestHandlerClass
    handler.do_PUT = handler.do_POST


def test_an_address_inside_our_own_network_is_not_called(far_court, settings):
    filing = sue(red())
    settings.COURT_NETWORKS = []
    assert (carry(filing).trouble, fresh(filing).state, far_court.effects(filing)) == ("address", "submitted", 0)


def test_what_is_asked_of_the_court_is_signed_and_written_down(far_court):
    filing = sue(red())
    run_jobs()
    sent = Exchange.objects.get()
    assert (sent.direction, sent.operation, sent.body_sha256, sent.status) == ("out", "submit", filing.package_sha256, 201)
    assert fresh(filing).court_ref in sent.words


def test_a_worker_that_died_at_the_courts_door_leaves_nothing_there_that_was_taken_back(far_court):
    """Sent, not marked, then taken back: the job that is handed on tells the court."""
    story = red()
    filing = sue(story)
    port(filing).submit(parcel(filing))
    take_back(filing.pk, by=story.lin)
    run_jobs()
    assert (fresh(filing).state, far_court.sandbox.shelf.filing(filing.ref)["state"], fresh(filing).drift) == ("withdrawn", "withdrawn", "")


def test_a_withdrawal_that_comes_too_late_is_shown(far_court):
    story = red()
    filing = sue(story)
    run_jobs()
    far_court.sandbox.shelf.decide(filing.ref, "accepted")
    take_back(filing.pk, by=story.lin)
    run_jobs()
    assert (fresh(filing).state, fresh(filing).drift, names(filing)[-1]) == ("withdrawn", "not_taken_back", "filing_drift")
    assert story.case.number in at(staff("fang")).get("/court/link").content.decode()


def test_the_clerk_of_a_far_court_decides_there_not_here(far_court):
    filing = sue(red())
    run_jobs()
    with pytest.raises(WrongMoment):
        review.take(filing.pk, by=staff("zhou"))
    assert fresh(filing).state == "received"


def event(number: int, state: str, **more) -> Event:
    return Event(number, state, timezone.now(), **more)


@pytest.mark.parametrize(
    "strange",
    [
        {"state": "accepted", "docket_number": "第12号"},
        {"state": "rejected", "reason": "because", "remark": "x"},
        {"state": "returned"},
        {"state": "decided", "result": "judgment"},
        {"state": "draft"},
        {"state": "failed"},
    ],
)
def test_what_cannot_follow_is_left_to_people_and_what_comes_after_is_not_lost(far_court, strange):
    filing = sue(red())
    run_jobs()
    assert events.take_over(filing.pk, [event(1, "received"), event(2, **strange), event(3, "under_review")]) == 3
    assert (fresh(filing).state, fresh(filing).drift, fresh(filing).court_event) == ("under_review", "strange_event", 3)


def test_a_court_that_returns_a_correction_again_is_recorded_as_it_is_and_people_are_called(far_court):
    story = red()
    first = sue(story)
    run_jobs()
    far_court.decide(first, "returned")
    second = sue(story)
    run_jobs()
    far_court.decide(second, "returned")
    assert (fresh(second).state, fresh(second).drift, fresh(second).reason) == ("returned", "returned_twice", "unclear_facts")


def test_a_judgment_is_kept_and_leaves_the_case_where_it_is(far_court):
    story = red()
    filing = sue(story)
    run_jobs()
    far_court.decide(filing, "accepted")
    far_court.sandbox.shelf.decide(filing.ref, "decided", result="judgment")
    events.catch_up(filing.pk)
    assert (fresh(filing).state, fresh(filing).result, fresh(filing).reason, story.now().stage) == ("decided", "judgment", "", "filed")


def test_a_court_may_regard_papers_as_withdrawn(far_court):
    filing = sue(red())
    run_jobs()
    far_court.sandbox.shelf.decide(filing.ref, "withdrawn")
    events.catch_up(filing.pk)
    assert (fresh(filing).state, waiting(), filing.case.steps.get(name="filing_withdrawn").role) == ("withdrawn", [], "clerk")


def columns(run: Comparison) -> tuple[int, ...]:
    return (run.looked, run.agreed, run.repaired, run.drifted, run.unreachable)


def test_a_lost_answer_and_a_lost_callback_are_repaired(far_court):
    first = sue(red())
    port(first).submit(parcel(first))  # sent, and the worker is gone with its job
    Filing.objects.update(submitted_at=timezone.now() - timedelta(hours=1), next_at=timezone.now() - timedelta(hours=1))
    far_court.sandbox.shelf.decide(first.ref, "under_review")
    assert columns(compare.compare_all(full=False)) == (1, 0, 1, 0, 0)
    assert (fresh(first).state, fresh(first).court_ref) == ("under_review", "SB-000001")
    assert columns(compare.compare_all(full=False)) == (0, 0, 0, 0, 0)
    assert columns(compare.compare_all(full=True)) == (1, 1, 0, 0, 0)


def test_what_never_arrived_is_carried_again(far_court):
    filing = sue(red())
    Filing.objects.update(submitted_at=timezone.now() - timedelta(hours=1), next_at=timezone.now() - timedelta(hours=1))
    assert columns(compare.compare_all(full=False)) == (1, 0, 1, 0, 0)
    run_jobs()
    assert (fresh(filing).state, far_court.effects(filing)) == ("received", 1)


def test_what_failed_here_although_it_arrived_there_goes_on(far_court):
    filing = sue(red())
    port(filing).submit(parcel(filing))
    Filing.objects.update(state="failed", trouble="silence", submitted_at=timezone.now() - timedelta(hours=2))
    assert columns(compare.compare_all(full=False)) == (1, 0, 1, 0, 0)
    assert (fresh(filing).state, names(filing)[-1]) == ("received", "filing_received")


def test_differences_that_nobody_can_explain_are_marked_once_and_cured_when_they_end(far_court):
    filing = sue(red())
    run_jobs()
    base = far_court.sandbox.shelf.base
    base.execute("UPDATE filing SET sha256 = ?", ["0" * 64])
    assert [columns(compare.compare_all(full=True)) for _time in range(2)] == [(1, 0, 0, 1, 0)] * 2
    assert (fresh(filing).drift, names(filing).count("filing_drift")) == ("other_hash", 1)
    assert "/court" in at(staff("zhou")).get("/court/link").content.decode()
    base.execute("UPDATE filing SET sha256 = ?", [filing.package_sha256])
    assert (columns(compare.compare_all(full=True)), fresh(filing).drift) == ((1, 0, 1, 0, 0), "")
    base.execute("UPDATE filing SET state = 'accepted'")
    assert (columns(compare.compare_all(full=True)), fresh(filing).drift) == ((1, 0, 0, 1, 0), "other_state")
    base.execute("DELETE FROM filing")
    assert (columns(compare.compare_all(full=True)), fresh(filing).drift) == ((1, 0, 0, 1, 0), "unknown_there")
    point("http://127.0.0.1:9")
    assert columns(compare.compare_all(full=True)) == (1, 0, 0, 0, 1)


def test_the_clerks_pages_never_differ_from_us(district):
    filing = sue(red())
    assert columns(compare.compare_all(full=True)) == (1, 1, 0, 0, 0)
    run_jobs()
    review.take(filing.pk, by=staff("zhou"))
    assert columns(compare.compare_all(full=True)) == (1, 1, 0, 0, 0)


def test_the_page_of_the_line_is_for_court_and_centre(district):
    story = red()
    filing = sue(story)
    assert [at(person).get("/court/link").status_code for person in (story.lin, qian(), staff("shen"), staff("zhou"), staff("fang"), staff("tang"))] == [
        404,
        404,
        404,
        200,
        200,
        200,
    ]
    assert filing.case.number in at(staff("fang")).get("/court/link").content.decode()
    assert filing.case.number not in at(staff("pan")).get("/court/link").content.decode()


def test_our_public_keys_are_shown_and_nothing_private(client, db):
    answer = client.get("/court/v1/jwks.json")
    (key,) = answer.json()["keys"]
    assert (answer.status_code, answer["Content-Type"], set(key)) == (200, "application/jwk-set+json", {"kty", "crv", "x", "kid", "use", "alg"})


def test_a_court_takes_no_more_than_it_says(district):
    Court.objects.update(policy={"kinds": ["confirmation"]})
    with pytest.raises(WrongMoment):
        sue(red())
    Court.objects.update(policy={"max_mb": 0})
    story = red_again()
    with pytest.raises(Invalid) as refused:
        sue(story)
    assert (set(refused.value.facts["fields"]), Filing.objects.count(), waiting()) == ({"evidence"}, 0, [])


def red_again():
    case = Case.objects.get()
    return Story(case=case, lin=case.parties.get(side="applicant").user)


def test_courts_are_connected_by_a_command(district, settings, capsys):
    settings.DEMO, settings.COURT_NETWORKS = True, NETWORKS
    key = "whpk_" + "A" * 43 + "="
    call_command("connect_court", "滨江法院", url="http://127.0.0.1:9090", key=key)
    assert (Court.objects.get().adapter, Court.objects.get().endpoint) == ("http", "http://127.0.0.1:9090")
    call_command("connect_court", "滨江法院", inbox=True)
    assert Court.objects.get().adapter == "inbox"
    for wrong in ({"url": "http://10.0.0.1", "key": key}, {"url": "http://127.0.0.1:9", "key": "whpk_AA"}, {"url": "http://127.0.0.1:9"}):
        with pytest.raises(CommandError):
            call_command("connect_court", "滨江法院", **wrong)
    with pytest.raises(CommandError):
        call_command("connect_court", "长河矛调中心", inbox=True)


def test_a_court_is_asked_by_a_command_without_changing_anything(far_court, capsys):
    filing = sue(red())
    call_command("ask_court", filing.ref)
    said = capsys.readouterr().out
    assert (re.findall("would take it", said), "unknown" in said.lower() or "不知" in said, far_court.effects(filing)) == (["would take it"], True, 0)
    run_jobs()
    call_command("ask_court", filing.ref)
    assert f"received, {fresh(filing).court_ref}, event 1" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("ask_court", "0" * 20)


def test_a_case_that_goes_another_way_tells_the_far_court(far_court):
    story = red()
    filing = sue(story)
    run_jobs()
    move.move(story.case.pk, "withdraw", by=story.lin, reason="no_longer")
    follow_case(story.case.pk)
    run_jobs()
    assert (fresh(filing).state, far_court.sandbox.shelf.filing(filing.ref)["state"]) == ("withdrawn", "withdrawn")


def test_what_a_court_wrote_goes_with_the_case(far_court):
    filing = sue(red())
    run_jobs()
    assert Exchange.objects.get().words != ""
    wipe_filings(filing.case)
    assert (Exchange.objects.get().words, Exchange.objects.get().body_sha256) == ("", filing.package_sha256)


def test_whoever_comes_after_the_state_has_changed_does_nothing(far_court):
    """A job that is handed on twice, after the receipt and after the dead letter."""
    filing = sue(red())
    deliver.deliver(filing.pk, 0)
    deliver.deliver(filing.pk, 0)
    deliver.deliver(filing.pk, 1)
    assert (fresh(filing).attempts, Exchange.objects.count()) == (1, 1)
