"""What a court tells us: signed, heard once, in order, with nothing left out."""

import json
import time
from urllib.request import Request, urlopen

import pytest
from django.test import Client

from courtlink.actions import events
from courtlink.actions.compare import compare_all
from courtlink.adapters import wire
from courtlink.adapters.port import CourtTrouble
from courtlink.kinds import Trouble
from courtlink.models import Court, Exchange, Filing, Hearing
from courtlink.sandbox.caller import Call, Caller
from mediation.outreach import signing
from mediation.people.models import Centre
from tests.courtlink.line import fresh, port, run_jobs, waiting
from tests.courtlink.test_court import red, sue

PATH = "/court/v1/callbacks"


@pytest.fixture
def filing(far_court) -> Filing:
    sent = sue(red())
    run_jobs()
    return fresh(sent)


def told(filing, number, state="accepted", **more) -> bytes:
    data = {"filing": filing.ref, "court_ref": filing.court_ref, "event": number} | more
    return json.dumps({"type": f"filing.{state}", "timestamp": "2026-11-21T10:00:00+08:00", "data": data}).encode()


def call(court, body, *, ident="evt_1", at=None, key=None, **headers):
    at = int(time.time()) if at is None else at
    signature = signing.sign(key or court.sandbox.private, ident=ident, at=at, body=body)
    sent = {"webhook-id": ident, "webhook-timestamp": str(at), "webhook-signature": signature} | headers
    return Client().post(PATH, body, content_type="application/json", headers=sent)


def heard() -> int:
    return Exchange.objects.filter(direction="in").count()


def test_a_callback_is_kept_word_for_word_and_its_details_are_fetched(far_court, filing):
    far_court.sandbox.shelf.decide(filing.ref, "under_review")
    far_court.sandbox.shelf.decide(filing.ref, "accepted")
    body = told(filing, 3)
    assert call(far_court, body).status_code == 202
    kept = Exchange.objects.get(direction="in")
    assert (kept.words.encode(), kept.operation, kept.filing_id) == (body, "callback", filing.pk)
    assert (fresh(filing).state, waiting()) == ("received", [("courtlink.catch_up", {"filing": filing.pk})])
    run_jobs()
    assert (fresh(filing).state, fresh(filing).court_event, filing.case.steps.filter(name="filing_accepted").count()) == ("accepted", 3, 1)


def test_the_same_message_again_changes_nothing(far_court, filing):
    body = told(filing, 2)
    assert [call(far_court, body, ident="evt_7").status_code for _time in range(3)] == [202, 202, 202]
    assert (heard(), len(waiting())) == (1, 1)


def test_a_late_one_is_kept_and_asks_nothing(far_court, filing):
    far_court.sandbox.shelf.decide(filing.ref, "under_review")
    events.catch_up(filing.pk)
    assert call(far_court, told(filing, 1, "received"), ident="evt_late").status_code == 202
    assert (heard(), waiting(), fresh(filing).state, fresh(filing).court_event) == (1, [], "under_review", 2)


def test_callbacks_in_the_wrong_order_end_where_the_court_stands(far_court, filing):
    far_court.sandbox.shelf.decide(filing.ref, "under_review")
    far_court.sandbox.shelf.decide(filing.ref, "returned", remark="请补正")
    for number in (3, 1, 2):
        call(far_court, told(filing, number), ident=f"evt_{number}")
        run_jobs()
    names = list(filing.case.steps.filter(name__startswith="filing_").order_by("seq").values_list("name", flat=True))
    assert (fresh(filing).state, fresh(filing).court_event) == ("returned", 3)
    assert names == ["filing_submitted", "filing_received", "filing_under_review", "filing_returned"]


def test_a_gap_is_not_jumped(far_court, filing):
    shelf = far_court.sandbox.shelf
    shelf.decide(filing.ref, "under_review")
    shelf.decide(filing.ref, "accepted")
    everything = port(filing).events(filing.ref, after=0)
    assert events.take_over(filing.pk, everything[2:]) == 0
    assert (fresh(filing).state, fresh(filing).court_event) == ("received", 0)
    assert events.take_over(filing.pk, everything) == 3
    assert events.take_over(filing.pk, everything) == 0


def test_a_court_may_skip_states(far_court, filing):
    far_court.sandbox.shelf.decide(filing.ref, "accepted")
    events.catch_up(filing.pk)
    assert (fresh(filing).state, filing.case.steps.filter(name="filing_under_review").count()) == ("accepted", 1)


@pytest.mark.parametrize("wrong", ["key", "body", "old", "future", "ident", "none", "scheme", "secret", "time"])
def test_whoever_is_not_the_court_is_not_heard(far_court, filing, wrong):
    body, now = told(filing, 2), int(time.time())
    match wrong:
        case "key":
            answer = call(far_court, body, key=signing.new_keys().split()[1])
        case "body":
            signature = signing.sign(far_court.sandbox.private, ident="evt_1", at=now, body=body)
            answer = call(far_court, body + b" ", **{"webhook-signature": signature})
        case "old" | "future":
            answer = call(far_court, body, at=now + (-301 if wrong == "old" else 360))
        case "ident":
            signature = signing.sign(far_court.sandbox.private, ident="evt_1", at=now, body=body)
            answer = call(far_court, body, ident="evt_2", **{"webhook-signature": signature})
        case "none":
            answer = Client().post(PATH, body, content_type="application/json")
        case "scheme":
            answer = call(far_court, body, **{"webhook-signature": "v1,AAAA v9,BBBB v1a,é"})
        case "secret":
            answer = call(far_court, body, key=signing.new_keys().split()[0])
        case "time":
            answer = call(far_court, body, **{"webhook-timestamp": "soon"})
    assert (answer.status_code, heard(), waiting(), answer["Content-Type"]) == (401, 0, [], "application/problem+json")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"data":{"filing":5}}',
        b'{"data":{"filing":"\\u0000"}}',
        b'{"data":{"filing":"0000"}}',
        b"[" * 9000,
        b"\xff\xfe",
        b'{"data":{"filing":"\\ud800"}}',
    ],
)
def test_signed_nonsense_is_nobodys_filing(far_court, filing, body):
    assert (call(far_court, body).status_code, heard()) == (404, 0)


def test_what_is_too_large_is_not_read_and_a_long_name_is_no_name(far_court, filing):
    assert call(far_court, told(filing, 2, more="x" * 70_000)).status_code == 413
    assert call(far_court, told(filing, 2), ident="x" * 81).status_code == 401
    assert (Client().get(PATH).status_code, heard()) == (405, 0)


def test_the_number_of_an_event_may_be_nonsense_the_court_is_asked_all_the_same(far_court, filing):
    for turn, number in enumerate((None, "9", True, 10**30, -1)):
        assert call(far_court, told(filing, number), ident=f"evt_{turn}").status_code == 202
    run_jobs()
    assert fresh(filing).state == "received"


def test_a_court_hears_only_of_its_own_filings(far_court, filing):
    other = Centre.objects.get(short_name="长河矛调中心")
    keys = signing.new_keys().split()
    Court.objects.create(centre=other, adapter="http", endpoint="https://other.example", public_key=signing.public_of(keys[1]))
    assert (call(far_court, told(filing, 2), key=keys[1]).status_code, heard()) == (404, 0)


@pytest.mark.django_db(transaction=True)
def test_the_sandbox_calls_back_over_the_wire_until_it_is_heard(far_court, live_server):
    sent = sue(red())
    far_court.sandbox.caller.url = live_server.url + PATH
    run_jobs()
    far_court.sandbox.decide(sent.ref, "under_review")
    far_court.sandbox.decide(sent.ref, "rejected", reason="arbitration", remark="应先申请仲裁")
    end = time.monotonic() + 20
    while fresh(sent).state != "rejected":
        assert time.monotonic() < end
        run_jobs()
        time.sleep(0.05)
    assert (fresh(sent).reason, heard() >= 1) == ("arbitration", True)


def test_a_callback_comes_again_until_somebody_answers(receiver):
    receiver.answers = [(500, {}), (302, {"Location": "/else"})]
    caller = Caller(receiver.url(), signing.new_keys().split()[1])
    assert caller.tell(Call("REF", "SB-1", 1, "received")) == 204
    assert [path for path, _headers, _body in receiver.told] == ["/told"] * 3
    assert len({headers["webhook-id"] for _path, headers, _body in receiver.told}) == 1


def test_dates_that_come_late_or_twice_or_cannot_be_change_nothing(far_court, filing):
    shelf = far_court.sandbox.shelf
    shelf.decide(filing.ref, "accepted")
    for sequence, hour in ((5, 9), (3, 11), (5, 13)):  # the second and third are old by the time they are told
        shelf.summon(filing.ref, uid="h-1@court", sequence=sequence, begins=f"2031-03-04T{hour:02}:00:00+08:00", ends=f"2031-03-04T{hour + 1}:00:00+08:00")
    events.catch_up(filing.pk)
    hearing = Hearing.objects.get()
    assert (hearing.begins.hour, hearing.sequence, hearing.place, hearing.room, fresh(filing).drift) == (1, 5, "第一法庭", "", "")
    shelf.summon(filing.ref, uid="h-2@court", status="cancelled")  # of a date that was never told
    events.catch_up(filing.pk)
    assert (Hearing.objects.count(), fresh(filing).drift, fresh(filing).court_event) == (1, "", 6)
    shelf.summon(filing.ref, uid="h-3@court", sequence=0, kind="picnic", status="set")
    events.catch_up(filing.pk)
    assert (Hearing.objects.count(), fresh(filing).drift) == (1, "strange_event")


def test_a_date_that_was_cancelled_does_not_come_back_unseen(far_court, filing):
    shelf = far_court.sandbox.shelf
    shelf.decide(filing.ref, "accepted")
    shelf.summon(filing.ref)
    shelf.summon(filing.ref, status="cancelled")
    events.catch_up(filing.pk)
    assert (Hearing.objects.get().cancelled, fresh(filing).drift) == (True, "")
    shelf.summon(filing.ref, status="set")
    events.catch_up(filing.pk)
    assert (Hearing.objects.get().cancelled, fresh(filing).drift) == (True, "strange_event")


def test_a_callback_about_a_date_that_was_lost_is_found_by_the_comparison(far_court, filing):
    far_court.sandbox.shelf.decide(filing.ref, "accepted")
    events.catch_up(filing.pk)
    far_court.sandbox.shelf.summon(filing.ref)
    run = compare_all(full=True)
    assert (run.repaired, Hearing.objects.count(), compare_all(full=True).repaired) == (1, 1, 0)


@pytest.mark.parametrize(
    "broken",
    [
        [],
        "soon",
        {"uid": "", "status": "set"},
        {"uid": "a", "status": "perhaps"},
        {"uid": "a", "status": "set", "sequence": -1},
        {"uid": "a", "status": "set", "sequence": 1, "begins": "2031-03-04"},
    ],
)
def test_a_date_that_cannot_be_read_is_no_date(broken):
    with pytest.raises(CourtTrouble) as refused:
        wire.events({"events": [{"number": 1, "at": "2031-03-04T09:00:00+08:00", "hearing": broken}]})
    assert refused.value.trouble == Trouble.UNREADABLE


def test_the_sandbox_sets_a_date_when_somebody_asks_it(far_court, filing):
    far_court.sandbox.shelf.decide(filing.ref, "accepted")
    said = json.dumps({"hearing": {"room": "第二法庭"}}).encode()
    with urlopen(Request(f"{far_court.sandbox.url}/sandbox/filings/{filing.ref}", data=said, method="POST")) as answer:  # noqa: S310
        assert answer.status == 202
    events.catch_up(filing.pk)
    assert Hearing.objects.get().where == "第二法庭"
