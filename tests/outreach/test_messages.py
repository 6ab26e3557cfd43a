"""Messages: written with the change, sent by a job, kept with their fate."""

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.outreach import actions
from mediation.outreach.actions import tell
from mediation.outreach.adapters import recording
from mediation.outreach.adapters.base import SmsError
from mediation.outreach.models import Fate, Message
from mediation.people.actions import citizen_for

LIN = "13800000001"
ADAPTERS = "mediation.outreach.adapters."
pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier(settings):
    """A carrier that remembers."""
    recording.SENT.clear()
    settings.SMS_ADAPTER = ADAPTERS + "recording.Recording"
    return recording.SENT


def code(**more) -> Message:
    return tell(template="code", facts={"code": "123456"}, **({"phone": LIN} | more))


def jobs() -> list[dict]:
    return list(ProcrastinateJob.objects.filter(task_name="outreach.send").values_list("args", flat=True))


def test_a_message_waits_with_its_job(carrier):
    message = code()
    assert (message.fate, jobs(), carrier) == (Fate.QUEUED, [{"message": message.pk}], [])


def test_a_change_that_is_rolled_back_tells_nobody():
    with transaction.atomic():
        code()
        transaction.set_rollback(True)
    assert (Message.objects.count(), jobs()) == (0, [])


def test_a_message_is_sent_once_however_often_its_job_runs(carrier):
    message = code()
    for _ in range(3):
        actions.send(message.pk)
    assert carrier == [(LIN, message.body)]
    message.refresh_from_db()
    assert (message.fate, message.sent_at is None) == (Fate.SENT, False)


def test_the_same_key_is_the_same_message():
    assert code(key="step:1:lin") == code(key="step:1:lin")
    assert (Message.objects.count(), len(jobs())) == (1, 1)


def test_messages_without_a_key_are_many():
    code()
    code()
    assert Message.objects.count() == 2


def test_a_refusal_for_good_is_kept_with_its_reason(settings):
    settings.SMS_ADAPTER = ADAPTERS + "failing.Failing"
    message = code()
    actions.send(message.pk)
    message.refresh_from_db()
    assert (message.fate, message.reason, message.sent_at) == (Fate.FAILED, "refused by the carrier", None)


def test_a_busy_carrier_is_asked_again_and_the_last_time_is_the_last(settings):
    settings.SMS_ADAPTER = ADAPTERS + "failing.Busy"
    message = code()
    with pytest.raises(SmsError):
        actions.send(message.pk)
    message.refresh_from_db()
    assert message.fate == Fate.QUEUED
    actions.send(message.pk, last_try=True)
    message.refresh_from_db()
    assert (message.fate, message.reason) == (Fate.FAILED, "the carrier is busy")


def test_a_message_that_waited_out_a_busy_carrier_is_sent(settings, carrier):
    message = code()
    settings.SMS_ADAPTER = ADAPTERS + "failing.Busy"
    with pytest.raises(SmsError):
        actions.send(message.pk)
    settings.SMS_ADAPTER = ADAPTERS + "recording.Recording"
    actions.send(message.pk)
    assert carrier == [(LIN, message.body)]


def test_number_and_words_lie_encrypted():
    message = code()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, body FROM outreach_message WHERE id = %s", [message.pk])
        phone, body = cursor.fetchone()
    assert LIN.encode() not in bytes(phone)
    assert b"123456" not in bytes(body)


def test_a_person_is_told_in_their_own_language():
    lin = citizen_for(phone=LIN, name="林晓")
    lin.language = "en"
    lin.save()
    message = tell(user=lin, template="code", facts={"code": "123456"})
    assert (message.body[:18], message.phone) == ("Your code: 123456.", LIN)


@pytest.mark.parametrize(
    ("template", "facts"),
    [
        ("code", {"code": "123456"}),
        ("invited", {"centre": "长河矛调中心", "link": "http://x/A/1", "centre_phone": "0571-86700001"}),
        ("moved", {"number": "BJ-1", "colour": "黄", "stage": "受理", "next": "等待", "link": "http://x/"}),
    ],
)
def test_texts_carry_their_facts_unescaped(template, facts):
    facts = {name: f"{value} & <ok>" for name, value in facts.items()}
    said = tell(phone=LIN, template=template, facts=facts).body
    assert all(value in said for value in facts.values())
