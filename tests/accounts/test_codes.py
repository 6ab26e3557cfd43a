"""One-time codes: sent rarely, checked once, never guessed (S4)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation

from mediation.outreach.models import Message
from mediation.people.actions import codes
from mediation.people.actions.codes import ask_code, check_code
from mediation.people.models import OneTimeCode
from mediation.refusals import Invalid, TooMany

LIN = "13800000001"


@pytest.fixture
def strict(settings, db):
    """Limits of a real district."""
    settings.DEMO = False


def sent_to(phone: str) -> list[str]:
    return ["".join(c for c in m.body if c.isdigit())[:6] for m in Message.objects.order_by("pk") if m.phone == phone]


def older(minutes: float) -> None:
    """Let time pass for every code."""
    for row in OneTimeCode.objects.all():
        past = timedelta(minutes=minutes)
        OneTimeCode.objects.filter(pk=row.pk).update(created_at=row.created_at - past, expires_at=row.expires_at - past)


def test_the_code_from_the_text_is_right(strict):
    ask_code(phone=LIN, purpose="sign_in")
    check_code(phone=LIN, purpose="sign_in", code=sent_to(LIN)[0])
    assert OneTimeCode.objects.get().used_at is not None


def test_a_code_works_once(strict):
    ask_code(phone=LIN, purpose="sign_in")
    check_code(phone=LIN, purpose="sign_in", code=sent_to(LIN)[0])
    with pytest.raises(Invalid):
        check_code(phone=LIN, purpose="sign_in", code=sent_to(LIN)[0])


@pytest.mark.parametrize("other", [{"purpose": "sign"}, {"subject": "agreement:2"}, {"phone": "13800000002"}])
def test_a_code_confirms_only_what_it_was_sent_for(strict, other):
    asked = {"phone": LIN, "purpose": "sign_in", "subject": "agreement:1"}
    ask_code(**asked)
    with pytest.raises(Invalid):
        check_code(**(asked | other), code=sent_to(LIN)[0])


def test_after_ten_minutes_a_code_is_too_old(strict):
    ask_code(phone=LIN, purpose="sign_in")
    older(10)
    with pytest.raises(Invalid):
        check_code(phone=LIN, purpose="sign_in", code=sent_to(LIN)[0])


def test_a_newer_code_replaces_the_older_one(strict):
    ask_code(phone=LIN, purpose="sign_in")
    older(1.1)
    ask_code(phone=LIN, purpose="sign_in")
    first, second = sent_to(LIN)
    if first != second:
        with pytest.raises(Invalid):
            check_code(phone=LIN, purpose="sign_in", code=first)
    check_code(phone=LIN, purpose="sign_in", code=second)


def test_five_wrong_tries_close_the_code(strict):
    ask_code(phone=LIN, purpose="sign_in")
    right = sent_to(LIN)[0]
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(codes.TRIES):
        with pytest.raises(Invalid):
            check_code(phone=LIN, purpose="sign_in", code=wrong)
    with pytest.raises(Invalid):
        check_code(phone=LIN, purpose="sign_in", code=right)
    assert OneTimeCode.objects.get().used_at is None


def test_the_fifth_try_may_still_be_right(strict):
    ask_code(phone=LIN, purpose="sign_in")
    right = sent_to(LIN)[0]
    for _ in range(codes.TRIES - 1):
        with pytest.raises(Invalid):
            check_code(phone=LIN, purpose="sign_in", code="x")
    check_code(phone=LIN, purpose="sign_in", code=f" {right} ")


def test_a_code_lies_in_the_database_as_a_keyed_hash(strict):
    ask_code(phone=LIN, purpose="sign_in", ip="192.0.2.7")
    row, right = OneTimeCode.objects.get(), sent_to(LIN)[0]
    kept = bytes(row.code_hash) + bytes(row.phone_index) + bytes(row.ip_hash)
    assert right.encode() not in kept
    assert len(row.code_hash) == 32


def test_one_text_a_minute_for_a_number_whatever_it_is_for(strict):
    ask_code(phone=LIN, purpose="sign_in")
    with pytest.raises(TooMany):
        ask_code(phone=LIN, purpose="intake", subject="another draft")
    older(1.1)
    ask_code(phone=LIN, purpose="intake", subject="another draft")
    assert len(sent_to(LIN)) == 2


def test_five_texts_a_day_for_a_number(strict):
    for _ in range(codes.PER_DAY):
        ask_code(phone=LIN, purpose="sign_in")
        older(2)
    with pytest.raises(TooMany):
        ask_code(phone=LIN, purpose="sign_in")
    older(24 * 60)
    ask_code(phone=LIN, purpose="sign_in")
    assert len(sent_to(LIN)) == codes.PER_DAY + 1


def test_twenty_texts_an_hour_for_a_connection(strict):
    for n in range(codes.PER_HOUR_AND_ADDRESS):
        ask_code(phone=f"1390000{n:04d}", purpose="sign_in", ip="192.0.2.7")
    with pytest.raises(TooMany):
        ask_code(phone=LIN, purpose="sign_in", ip="192.0.2.7")
    ask_code(phone=LIN, purpose="sign_in", ip="192.0.2.8")
    assert len(sent_to(LIN)) == 1


def test_a_flood_over_many_numbers_and_connections_trips_the_breaker(strict, monkeypatch):
    monkeypatch.setattr(codes, "PER_MINUTE_FOR_ALL", 3)
    for n in range(3):
        ask_code(phone=f"1390000{n:04d}", purpose="sign_in", ip=f"192.0.2.{n}")
    with pytest.raises(TooMany):
        ask_code(phone=LIN, purpose="sign_in", ip="192.0.2.99")


def test_in_the_demonstration_one_laptop_plays_everybody(settings, db):
    settings.DEMO = True
    for n in range(30):
        ask_code(phone=LIN, purpose="sign", subject=f"agreement:{n}", ip="127.0.0.1")
    assert len(sent_to(LIN)) == 30


def test_the_text_comes_in_the_language_of_the_reader(strict):
    with translation.override("en"):
        ask_code(phone=LIN, purpose="sign_in")
    assert Message.objects.get().body.startswith("Your code: ")


def in_parallel(count: int, deed) -> list[str]:
    """Run a deed in many threads at once; return the names of what it raised, or ""."""
    barrier, results = threading.Barrier(count), []

    def run() -> None:
        try:
            barrier.wait(20)
            deed()
            results.append("")
        except (Invalid, TooMany) as refusal:
            results.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(results)


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_at_once_send_one_text(settings):
    settings.DEMO = False
    results = in_parallel(20, lambda: ask_code(phone=LIN, purpose="sign_in"))
    assert results == [""] + ["TooMany"] * 19
    assert len(sent_to(LIN)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_right_code_twenty_times_at_once_opens_one_door(settings):
    settings.DEMO = False
    ask_code(phone=LIN, purpose="sign_in")
    right = sent_to(LIN)[0]
    assert in_parallel(20, lambda: check_code(phone=LIN, purpose="sign_in", code=right)) == [""] + ["Invalid"] * 19


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_count_as_many(settings):
    settings.DEMO = False
    ask_code(phone=LIN, purpose="sign_in")
    in_parallel(20, lambda: check_code(phone=LIN, purpose="sign_in", code="x"))
    assert OneTimeCode.objects.get().tries == codes.TRIES
    assert OneTimeCode.objects.get().expires_at > timezone.now()
