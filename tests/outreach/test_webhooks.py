"""Events for other systems: written with the change, sent until they arrive, sent again under the same id."""

import json
import threading
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.outreach import webhooks
from mediation.outreach.models import Delivery, Endpoint, Fate, Trouble
from mediation.outreach.signing import BadSignature, new_keys, shown_keys, verify
from mediation.refusals import Invalid, WrongMoment

pytestmark = pytest.mark.django_db


@pytest.fixture
def endpoint(receiver) -> Endpoint:
    return webhooks.open_endpoint(receiver.url())


def event(endpoint: Endpoint, ident: str = "ticket-1-1") -> Delivery:
    return webhooks.report(endpoint, ident=ident, kind="ticket.received", at=timezone.now(), data={"reference": "杭-1", "seq": 1})


def waiting() -> list[tuple[dict, float]]:
    """The jobs that were deferred: their arguments, and in how many seconds they run."""
    now = timezone.now()
    rows = ProcrastinateJob.objects.filter(task_name="outreach.deliver").order_by("pk").values_list("args", "scheduled_at", "queue_name")
    assert {queue for _args, _at, queue in rows} <= {"webhooks"}
    return [(args, (at - now).total_seconds()) for args, at, _queue in rows]


def run(delivery: Delivery) -> Delivery:
    """The job that was deferred last."""
    args, _wait = waiting()[-1]
    webhooks.attempt(args["delivery"], args["attempt"])
    delivery.refresh_from_db()
    return delivery


def test_an_event_arrives_once_signed_by_both_schemes(receiver, endpoint):
    delivery = event(endpoint)
    assert receiver.told == []
    for _time in range(3):
        webhooks.attempt(delivery.pk, 0)
    delivery.refresh_from_db()
    assert (delivery.fate, delivery.attempts, delivery.last_status, delivery.answered_at is None, delivery.next_at) == (Fate.SENT, 1, 204, False, None)
    ((path, headers, body),) = receiver.told
    said = json.loads(body)
    assert (path, headers["webhook-id"], headers["content-type"]) == ("/told", "ticket-1-1", "application/json")
    assert (said["type"], said["data"]) == ("ticket.received", {"reference": "杭-1", "seq": 1})
    facts = {"ident": headers["webhook-id"], "at": int(headers["webhook-timestamp"]), "body": body, "now": int(timezone.now().timestamp())}
    for key in shown_keys(endpoint.keys):
        verify(headers["webhook-signature"], key, **facts)
    for key in shown_keys(new_keys()):
        with pytest.raises(BadSignature):
            verify(headers["webhook-signature"], key, **facts)


def test_the_same_event_twice_is_one_and_a_change_that_is_rolled_back_tells_nobody(endpoint):
    assert event(endpoint) == event(endpoint)
    with transaction.atomic():
        event(endpoint, "ticket-1-2")
        transaction.set_rollback(True)
    assert (Delivery.objects.count(), len(waiting())) == (1, 1)


def test_it_is_tried_again_more_and_more_slowly_until_the_schedule_ends(receiver, endpoint):
    receiver.answers = [(500, {})] * 10
    delivery, waits = event(endpoint), []
    for _try in range(10):
        waits.append(round(waiting()[-1][1]))
        run(delivery)
    assert tuple(waits) == webhooks.SCHEDULE == (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
    assert (delivery.fate, delivery.attempts, delivery.last_status, delivery.next_at, len(waiting())) == (Fate.FAILED, 10, 500, None, 10)
    assert {headers["webhook-id"] for _path, headers, _body in receiver.told} == {"ticket-1-1"}


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("120", 120),
        ("0", 5),
        ("9999999", 86_400),
        ("9" * 5000, 5),
        ("-5", 5),
        ("soon", 5),
        ("in two hours", 7200),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 5),
        ("Sat, 01 Jan 2000 00:00:00", 5),
    ],
)
def test_a_receiver_that_asks_for_time_gets_it(receiver, endpoint, written, wait):
    date = format_datetime(timezone.now() + timedelta(hours=2))
    receiver.answers = [(503, {"Retry-After": date if written == "in two hours" else written})]
    delivery = run(event(endpoint))
    assert waiting()[-1][1] == pytest.approx(wait, abs=30)
    assert (delivery.next_at - timezone.now()).total_seconds() == pytest.approx(wait, abs=30)


def test_a_receiver_that_is_gone_is_told_nothing_until_it_is_switched_on(receiver, endpoint):
    receiver.answers = [(410, {})]
    first = run(event(endpoint))
    second = run(event(endpoint, "ticket-1-2"))
    endpoint.refresh_from_db()
    assert (endpoint.disabled_at is None, first.fate, first.last_status) == (False, Fate.FAILED, 410)
    assert (second.fate, second.trouble, len(receiver.told)) == (Fate.FAILED, Trouble.DISABLED, 1)
    with pytest.raises(WrongMoment):
        webhooks.send_again(second)
    with pytest.raises(WrongMoment):
        webhooks.send_failed_again(endpoint)
    webhooks.switch_on(endpoint)
    assert webhooks.send_failed_again(endpoint) == 2
    for args, _wait in waiting()[-2:]:
        webhooks.attempt(args["delivery"], args["attempt"])
    assert set(Delivery.objects.values_list("fate", flat=True)) == {Fate.SENT}
    assert [headers["webhook-id"] for _path, headers, _body in receiver.told] == ["ticket-1-1", "ticket-1-1", "ticket-1-2"]


def test_sent_again_it_has_its_id_and_words_and_a_signature_of_now(receiver, endpoint):
    delivery = run(event(endpoint))
    webhooks.send_again(delivery)
    run(delivery)
    (first, again) = receiver.told
    assert (first[1]["webhook-id"], first[2]) == (again[1]["webhook-id"], again[2])
    assert (delivery.fate, delivery.attempts, delivery.tries) == (Fate.SENT, 2, 1)


def test_a_job_that_still_waits_when_it_is_sent_again_sends_nothing_twice(receiver, endpoint):
    receiver.answers = [(500, {})]
    delivery = run(event(endpoint))
    late = waiting()[-1][0]
    webhooks.send_again(delivery)
    run(delivery)
    webhooks.attempt(late["delivery"], late["attempt"])
    assert (len(receiver.told), delivery.fate) == (2, Fate.SENT)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_two_workers_run_at_once_is_noted_once_and_goes_on_once(receiver, endpoint):
    """A rescued job whose worker lives after all: the receiver may hear the same id twice, the schedule advances once."""
    receiver.answers = [(500, {})] * 2
    delivery = event(endpoint)
    before, meet = len(waiting()), threading.Barrier(2)

    def work():
        meet.wait(5)
        try:
            webhooks.attempt(delivery.pk, 0)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.tries, len(waiting()) - before) == (1, 1, 1)
    assert {headers["webhook-id"] for _path, headers, _body in receiver.told} == {delivery.message_id}


def test_a_redirect_is_no_delivery(receiver, endpoint):
    receiver.answers = [(301, {"Location": receiver.url(path="/elsewhere")})]
    delivery = run(event(endpoint))
    assert (delivery.fate, delivery.last_status, [path for path, *_rest in receiver.told]) == (Fate.QUEUED, 301, ["/told"])


def test_an_address_that_leads_inward_later_is_not_called_and_said_so(receiver, endpoint, settings):
    settings.WEBHOOK_NETWORKS = []
    delivery = run(event(endpoint))
    assert (delivery.trouble, delivery.last_status, receiver.told) == (Trouble.ADDRESS, None, [])
    with pytest.raises(Invalid):
        webhooks.open_endpoint("https://10.1.2.3/")


def test_while_keys_are_exchanged_old_and_new_ones_fit_for_a_day(receiver, endpoint):
    old = shown_keys(endpoint.keys)
    webhooks.renew_keys(endpoint)
    run(event(endpoint))
    Endpoint.objects.update(old_until=timezone.now())
    run(event(endpoint, "ticket-1-2"))
    for (_path, headers, body), keys in zip(receiver.told, ([*old, *shown_keys(endpoint.keys)], shown_keys(endpoint.keys)), strict=True):
        facts = {"ident": headers["webhook-id"], "at": int(headers["webhook-timestamp"]), "body": body, "now": int(timezone.now().timestamp())}
        for key in keys:
            verify(headers["webhook-signature"], key, **facts)
    with pytest.raises(BadSignature):
        verify(headers["webhook-signature"], old[0], **facts)


def test_what_arrived_is_forgotten_after_half_a_year_and_what_did_not_stays(receiver, endpoint):
    receiver.answers = [(204, {}), (204, {}), (410, {})]
    old, young, lost = (run(event(endpoint, f"ticket-1-{number}")) for number in range(3))
    long_ago = timezone.now() - webhooks.KEPT_FOR - timedelta(days=1)
    Delivery.objects.exclude(pk=young.pk).update(created_at=long_ago)
    Delivery.objects.filter(pk=old.pk).update(answered_at=long_ago)
    assert (webhooks.forget_old(), set(Delivery.objects.all())) == (1, {young, lost})


def test_keys_lie_encrypted(endpoint):
    with connection.cursor() as cursor:
        cursor.execute("SELECT keys FROM outreach_endpoint WHERE id = %s", [endpoint.pk])
        (stored,) = cursor.fetchone()
    assert b"whs" not in bytes(stored)
