"""Personal data at rest: AES-256-GCM-SIV with a key ring, and blind indexes for exact search.

Layout of a value: version (1 byte) | key id (1 byte) | nonce (12 bytes) | ciphertext and tag.
Associated data is app.model.field, so a value cannot be moved to another column.
Each field has keys of its own, derived by HKDF (RFC 5869). A blind index leaks equality and nothing else.
"""

import base64
import hmac
import os
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

VERSION = 1
NONCE = 12
TAG = 16
KEY = 32
INDEX = 16
LAST_KEY = 255  # the key's number is one byte


class UnreadableError(Exception):
    """A stored value is not of a layout that this version writes."""


@lru_cache(maxsize=4)
def ring(written: str) -> dict[int, bytes]:
    """Read "2:base64,1:base64"; the first key encrypts, all of them decrypt. Raises ImproperlyConfigured without repeating a key."""
    keys: dict[int, bytes] = {}
    for item in written.split(","):
        number, _, key = item.strip().partition(":")
        if not number.isdigit() or not 1 <= int(number) <= LAST_KEY or int(number) in keys:
            raise ImproperlyConfigured("PII_KEYS: every key needs a number of its own from 1 to 255, written as number:base64")
        keys[int(number)] = read_key(key, f"PII_KEYS, key {number}")
    return keys


def read_key(written: str, name: str) -> bytes:
    """Return the 32 bytes of a key; raises ImproperlyConfigured."""
    try:
        key = base64.b64decode(written, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY:
        raise ImproperlyConfigured(f"{name}: 32 random bytes in base64 are needed")
    return key


def current_key() -> int:
    """The number of the key that encrypts now."""
    return next(iter(ring(settings.PII_KEYS)))


@lru_cache(maxsize=256)
def _derived(master: bytes, label: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=label.encode()).derive(master)


@lru_cache(maxsize=256)
def _cipher(master: bytes, label: str) -> AESGCMSIV:
    return AESGCMSIV(_derived(master, label))


def encrypt(text: str, label: str) -> bytes:
    """Encrypt for one field."""
    number, master = next(iter(ring(settings.PII_KEYS).items()))
    nonce = os.urandom(NONCE)
    sealed = _cipher(master, label).encrypt(nonce, text.encode(), label.encode())
    return bytes([VERSION, number]) + nonce + sealed


def decrypt(stored: bytes, label: str) -> str:
    """Decrypt; raises InvalidTag when the value was changed or moved, UnreadableError when its version or key is unknown here."""
    known = ring(settings.PII_KEYS)
    if len(stored) < 2 + NONCE + TAG or stored[0] != VERSION or stored[1] not in known:
        raise UnreadableError(f"{label}: unknown layout or key")
    nonce, sealed = stored[2 : 2 + NONCE], stored[2 + NONCE :]
    master = known[stored[1]]
    return _cipher(master, label).decrypt(nonce, sealed, label.encode()).decode()


@lru_cache(maxsize=2)
def _index_key(written: str) -> bytes:
    return read_key(written, "PII_INDEX_KEY")


def blind_index(value: str, purpose: str) -> bytes:
    """Return 16 bytes by which equal values can be found without being readable."""
    master = _index_key(settings.PII_INDEX_KEY)
    return hmac.new(_derived(master, f"index:{purpose}"), value.strip().upper().encode(), sha256).digest()[:INDEX]


def new_key() -> str:
    """A key of its own for something that has to become unreadable for good when the key is wiped."""
    return base64.b64encode(os.urandom(KEY)).decode()


def seal(content: bytes, *, key: str, label: str) -> bytes:
    """Encrypt bytes with such a key, bound to their place."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCMSIV(base64.b64decode(key)).encrypt(nonce, content, label.encode())


def unseal(sealed: bytes, *, key: str, label: str) -> bytes:
    """The bytes again; raises UnreadableError once the key is gone, InvalidTag when they were changed or moved."""
    if not key:
        raise UnreadableError(f"{label}: the key is gone")
    return AESGCMSIV(base64.b64decode(key)).decrypt(sealed[:NONCE], sealed[NONCE:], label.encode())


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text in Python, ciphertext in PostgreSQL. It cannot be searched or sorted; a blind index beside it can be."""

    def get_internal_type(self) -> str:
        """The column is bytea."""
        return "BinaryField"

    @property
    def label(self) -> str:
        """The associated data: where this value belongs."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every question but "is there a value": the same text never encrypts to the same bytes twice."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Encrypt on the way in; nothing stays nothing, also the empty bytes with which a migration fills a new column."""
        text = value if prepared or value == b"" else self.get_prep_value(value)
        if text is None:
            return None
        return connection.Database.Binary(encrypt(text, self.label) if text else b"")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        """Decrypt on the way out."""
        if value is None:
            return None
        stored = bytes(value)
        return decrypt(stored, self.label) if stored else ""

    def value_to_string(self, obj: Any) -> str:
        """Never let personal data out through a serializer."""
        return "<pii>"
