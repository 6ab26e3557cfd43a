"""Tell other systems: written with the change, sent by jobs until it arrives or the schedule ends, sent again on demand under the same id."""

import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mediation.outreach import dial, signing
from mediation.outreach.models import Delivery, Endpoint, Fate, Trouble
from mediation.refusals import Invalid, WrongMoment

# Seconds before each try (Standard Webhooks 1.0.0); the first is at once, the last about three days later.
SCHEDULE = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
LONGEST_WAIT = 86_400  # whoever asks for more time than a day is asked again after a day
BOTH_KEYS = timedelta(days=1)  # how long the old keys sign beside the new ones
KEPT_FOR = timedelta(days=180)
MOST_AGAIN = 500  # sent again at one press
OK, GONE = range(200, 300), 410


def open_endpoint(url: str) -> Endpoint:
    """A new receiver with keys of its own. Raises Invalid for an address that we do not call."""
    return Endpoint.objects.create(url=_checked(url), keys=signing.new_keys())


def move_endpoint(endpoint: Endpoint, url: str) -> None:
    """Another address for the same receiver. Raises Invalid."""
    endpoint.url = _checked(url)
    endpoint.save(update_fields=["url"])


def renew_keys(endpoint: Endpoint) -> None:
    """New keys; the old ones sign along for a day."""
    endpoint.old_keys, endpoint.old_until = endpoint.keys, timezone.now() + BOTH_KEYS
    endpoint.keys = signing.new_keys()
    endpoint.save(update_fields=["keys", "old_keys", "old_until"])


def report(endpoint: Endpoint, *, ident: str, kind: str, at: datetime, data: dict[str, Any]) -> Delivery:
    """Write one event in the transaction of the change, with the job that sends it; the same id a second time is the first event."""
    if known := Delivery.objects.filter(message_id=ident).first():
        return known
    body = json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(endpoint=endpoint, message_id=ident, kind=kind, body=body, next_at=timezone.now())
    except IntegrityError:  # a parallel job reported the same thing
        return Delivery.objects.get(message_id=ident)
    _defer(delivery)
    return delivery


def attempt(delivery_id: int, number: int) -> None:
    """Send once, outside any transaction. `number` is how often it was tried before: a job that comes late or twice finds another number and does nothing."""
    delivery = Delivery.objects.select_related("endpoint").get(pk=delivery_id)
    if delivery.fate != Fate.QUEUED or delivery.attempts != number:
        return
    reply, trouble = dial.Reply(0, ""), ""
    if delivery.endpoint.disabled_at is not None:
        trouble = Trouble.DISABLED
    else:
        try:
            reply = _call(delivery)
        except dial.NotAllowedError:
            trouble = Trouble.ADDRESS
        except dial.NoAnswerError:
            trouble = Trouble.SILENCE
    _note(delivery_id, number, reply, trouble)


def send_again(delivery: Delivery) -> None:
    """Begin the schedule anew for one event, with the same id and the same words. Raises WrongMoment while the receiver is switched off."""
    if delivery.endpoint.disabled_at is not None:
        raise WrongMoment(_("This receiver is switched off. Switch it on first."))
    _begin_anew(Delivery.objects.filter(pk=delivery.pk))


def send_failed_again(endpoint: Endpoint) -> int:
    """The same for every event that did not arrive, the oldest first, some hundreds at a time. Return how many."""
    if endpoint.disabled_at is not None:
        raise WrongMoment(_("This receiver is switched off. Switch it on first."))
    return _begin_anew(Delivery.objects.filter(endpoint=endpoint, fate=Fate.FAILED).order_by("pk")[:MOST_AGAIN])


def switch_on(endpoint: Endpoint) -> None:
    """Send to this receiver again; what failed meanwhile is sent again on demand."""
    endpoint.disabled_at = None
    endpoint.save(update_fields=["disabled_at"])


def forget_old() -> int:
    """Drop events that arrived half a year ago; what did not arrive stays. Return how many."""
    return Delivery.objects.filter(fate=Fate.SENT, answered_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _checked(url: str) -> str:
    try:
        dial.check(url)
    except dial.NotAllowedError as refused:
        raise Invalid(_("This address cannot be called: an https address in a public network is needed.")) from refused
    return url


@transaction.atomic
def _begin_anew(rows: Any) -> int:
    now, chosen = timezone.now(), list(rows.select_for_update(of=("self",)))
    for delivery in chosen:
        delivery.fate, delivery.tries, delivery.next_at = Fate.QUEUED, 0, now
        delivery.save(update_fields=["fate", "tries", "next_at"])
        _defer(delivery)
    return len(chosen)


def _defer(delivery: Delivery) -> None:
    job = app.configure_task("outreach.deliver", lock=f"delivery:{delivery.pk}", queue="webhooks", schedule_at=delivery.next_at)
    job.defer(delivery=delivery.pk, attempt=delivery.attempts)


def _call(delivery: Delivery) -> dial.Reply:
    now, body = timezone.now(), delivery.body.encode()
    at = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "mediation-code",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signing.sign(delivery.endpoint.keys_at(now), ident=delivery.message_id, at=at, body=body),
    }
    return dial.post(delivery.endpoint.url, headers=headers, body=body)


@transaction.atomic
def _note(delivery_id: int, number: int, reply: dial.Reply, trouble: str) -> None:
    """Keep what came of a try, and plan the next one."""
    now = timezone.now()
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("endpoint").get(pk=delivery_id)
    if delivery.attempts != number:  # a job was handed on although its worker lived: the other one has noted it
        return
    delivery.attempts, delivery.tries = number + 1, delivery.tries + 1
    delivery.last_status, delivery.trouble, delivery.next_at = reply.status or None, trouble, None
    if reply.status in OK:
        delivery.fate, delivery.answered_at = Fate.SENT, now
    elif reply.status == GONE or trouble == Trouble.DISABLED or delivery.tries >= len(SCHEDULE):
        delivery.fate = Fate.FAILED
    else:
        delivery.next_at = now + timedelta(seconds=max(SCHEDULE[delivery.tries], asked_wait(reply.retry_after, now)))
    delivery.save(update_fields=["attempts", "tries", "last_status", "trouble", "next_at", "fate", "answered_at"])
    if reply.status == GONE:
        Endpoint.objects.filter(pk=delivery.endpoint_id, disabled_at=None).update(disabled_at=now)
    if delivery.next_at:
        _defer(delivery)


def asked_wait(written: str, now: datetime) -> float:
    """Seconds of a Retry-After header (RFC 9110 10.2.3: seconds or a date), at most a day; 0 when it says nothing readable."""
    try:
        wait = float(int(written)) if written.strip().isdecimal() else (parsedate_to_datetime(written) - now).total_seconds()
    except (ValueError, TypeError):
        return 0
    return min(max(wait, 0), LONGEST_WAIT)
