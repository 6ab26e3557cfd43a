"""A keyed request is done once: the first answer is kept with the change it reports, a retry gets the same answer."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.models import IdempotencyKey
from mediation.crypto import encrypt
from mediation.people.models import User
from mediation.refusals import Invalid

KEPT_FOR = timedelta(days=7)
KEY_LENGTH = 64
# Waits for a parallel request with the same key; no row comes back when that one has been answered.
BEGIN = """
INSERT INTO cases_idempotencykey (key, caller_id, fingerprint, answer, created_at) VALUES (%s, %s, %s, ''::bytea, %s)
ON CONFLICT ON CONSTRAINT one_answer_per_key_and_caller DO NOTHING RETURNING id
"""


class Answer(NamedTuple):
    """What was answered, now or the first time."""

    status: int
    body: dict[str, Any]
    replayed: bool


@transaction.atomic
def once(key: str, *, by: User, said: Any, deed: Callable[[], tuple[int, dict[str, Any]]]) -> Answer:
    """Do the deed and keep its answer under the caller's key, in one transaction; a refused deed keeps nothing.

    Invalid when the key is missing or was used for other words.
    """
    if not 0 < len(key) <= KEY_LENGTH:
        raise Invalid(_("Send a header Idempotency-Key of at most 64 characters, a new one for each new request."), code="idempotency-key-missing")
    fingerprint = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, default=str).encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, [key, by.pk, fingerprint, clock.now()])
        begun = cursor.fetchone()
    if begun is None:
        return _first_answer(key, by, fingerprint)
    status, body = deed()
    kept = encrypt(json.dumps(body, ensure_ascii=False, default=str), IdempotencyKey._meta.get_field("answer").label)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_idempotencykey SET status = %s, answer = %s WHERE id = %s", [status, kept, begun[0]])
    return Answer(status, body, replayed=False)


def _first_answer(key: str, by: User, fingerprint: bytes) -> Answer:
    row = IdempotencyKey.objects.get(key=key, caller=by)
    if bytes(row.fingerprint) != fingerprint:
        raise Invalid(_("This Idempotency-Key was used for another request. Take a new key."), code="idempotency-key-reused")
    return Answer(row.status or 200, json.loads(row.answer), replayed=True)


def forget_old_keys() -> int:
    """Drop answers that nobody will ask for again. Return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()[0]
