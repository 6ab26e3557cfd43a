"""One-time codes by phone: asked for, checked once, limited against bombing and guessing."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mediation.crypto import blind_index
from mediation.outreach.actions import tell
from mediation.people.models import OneTimeCode
from mediation.refusals import Invalid, TooMany

LIFETIME = timedelta(minutes=10)
PAUSE = timedelta(seconds=60)
PER_DAY = 5
PER_DAY_DEMO = 60  # one laptop plays everybody
PER_HOUR_AND_ADDRESS = 20
PER_MINUTE_FOR_ALL = 120  # a breaker: a district of half a million people needs about ten
TRIES = 5


@transaction.atomic
def ask_code(*, phone: str, purpose: str, subject: str = "", ip: str = "", language: str = "") -> None:
    """Send a code in the reader's language. The answer is the same whether or not the number is known here; raises TooMany."""
    index = blind_index(phone, "phone")
    _one_at_a_time(index)
    _limits(index, ip, purpose, subject)
    now = timezone.now()
    digits = f"{secrets.randbelow(1_000_000):06d}"
    OneTimeCode.objects.filter(phone_index=index, purpose=purpose, used_at=None).update(expires_at=now)
    row = OneTimeCode.objects.create(
        purpose=purpose,
        subject=subject,
        phone_index=index,
        code_hash=_hash(digits, purpose, subject),
        ip_hash=_ip_hash(ip),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    tell(phone=phone, template="code", facts={"code": digits, "purpose": purpose}, language=language or get_language() or "", key=f"code:{row.pk}")


def check_code(*, phone: str, purpose: str, code: str, subject: str = "") -> None:
    """Use a code up; raises Invalid with a sentence. Call it before a transaction, never inside: a wrong try must stay counted."""
    with transaction.atomic(durable=True):
        allowed, row, now = _open_try(blind_index(phone, "phone"), purpose, subject)
    wrong = Invalid(_("This code is not right or no longer valid. Please check it or ask for a new one."), fields={"code": [_("Please check the code.")]})
    if row is None or not allowed or not hmac.compare_digest(bytes(row.code_hash), _hash(code.strip(), purpose, subject)):
        raise wrong
    if not OneTimeCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        raise wrong


def forget_old_codes(before: datetime) -> int:
    """Drop codes that were made before a moment. Return how many."""
    return OneTimeCode.objects.filter(created_at__lt=before).delete()[0]


def _open_try(index: bytes, purpose: str, subject: str) -> tuple[bool, OneTimeCode | None, datetime]:
    """Find the code that is open now and count this try before looking at the digits."""
    now = timezone.now()
    row = OneTimeCode.objects.filter(phone_index=index, purpose=purpose, subject=subject, used_at=None, expires_at__gt=now).order_by("-pk").first()
    allowed = row is not None and bool(OneTimeCode.objects.filter(pk=row.pk, tries__lt=TRIES).update(tries=F("tries") + 1))
    return allowed, row, now


def _one_at_a_time(index: bytes) -> None:
    """Parallel requests for one number wait for each other, so that the limits count truly."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(index[:8], "big", signed=True)])


def _limits(index: bytes, ip: str, purpose: str, subject: str) -> None:
    """Refuse what nobody needs who is not bombing a phone; in the demonstration one laptop plays everybody."""
    now, sent, demo = timezone.now(), OneTimeCode.objects.all(), settings.DEMO
    mine = sent.filter(phone_index=index)
    recent = mine.filter(created_at__gt=now - PAUSE)
    if (recent.filter(purpose=purpose, subject=subject) if demo else recent).exists():
        raise TooMany(_("A code was sent less than a minute ago. Please wait for it."))
    if mine.filter(created_at__gt=now - timedelta(days=1)).count() >= (PER_DAY_DEMO if demo else PER_DAY):
        raise TooMany(_("Too many codes for this number today. Please call the centre, or try tomorrow."))
    if not demo and ip and sent.filter(ip_hash=_ip_hash(ip), created_at__gt=now - timedelta(hours=1)).count() >= PER_HOUR_AND_ADDRESS:
        raise TooMany(_("Too many codes from this connection. Please try again in an hour."))
    if not demo and sent.filter(created_at__gt=now - timedelta(minutes=1)).count() >= PER_MINUTE_FOR_ALL:
        raise TooMany(_("Very many people are asking for codes just now. Please try again in a minute, or call the centre."))


def _hash(digits: str, purpose: str, subject: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{subject}:{digits}".encode(), sha256).digest()


def _ip_hash(ip: str) -> bytes | None:
    return blind_index(ip, "ip") if ip else None
