"""Refuse to start with keys that are missing, guessable or the same twice."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from mediation.crypto import read_key, ring

DISTINCT = 12  # of 32 random bytes about 30 are distinct; fewer than 12 never happen by chance


@register("security")
def keys_are_sound(**_: Any) -> list[Error]:
    """Check PII_KEYS and PII_INDEX_KEY; with DEBUG on, readable keys are let through."""
    try:
        keys = [*ring(settings.PII_KEYS).values(), read_key(settings.PII_INDEX_KEY, "PII_INDEX_KEY")]
    except ImproperlyConfigured as fault:
        return [Error(str(fault), id="people.E001")]
    if settings.DEBUG:
        return []
    found = []
    if len(set(keys)) < len(keys):
        found.append(Error("Every key must be a key of its own: PII_KEYS and PII_INDEX_KEY repeat one.", id="people.E002"))
    if any(_guessable(key) for key in keys):
        found.append(Error("A key of PII_KEYS or PII_INDEX_KEY was typed, not drawn. Use: head -c 32 /dev/urandom | base64", id="people.E003"))
    return found


def _guessable(key: bytes) -> bool:
    """Typed text, or hardly any different bytes."""
    return all(32 <= byte < 127 for byte in key) or len(set(key)) < DISTINCT
