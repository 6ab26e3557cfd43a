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
from django.db import models

VERSION = 1
NONCE = 12
KEY = 32
INDEX = 16


@lru_cache(maxsize=4)
def _ring(written: str) -> dict[int, bytes]:
    """Read "2:base64,1:base64"; the first key encrypts, all of them decrypt."""
    pairs = (item.split(":", 1) for item in written.split(","))
    return {int(number): base64.b64decode(key) for number, key in pairs}


@lru_cache(maxsize=256)
def _derived(master: bytes, label: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=label.encode()).derive(master)


def encrypt(text: str, label: str) -> bytes:
    """Encrypt for one field."""
    number, master = next(iter(_ring(settings.PII_KEYS).items()))
    nonce = os.urandom(NONCE)
    sealed = AESGCMSIV(_derived(master, label)).encrypt(nonce, text.encode(), label.encode())
    return bytes([VERSION, number]) + nonce + sealed


def decrypt(stored: bytes, label: str) -> str:
    """Decrypt; raises InvalidTag when the value was changed or moved, KeyError when its key left the ring."""
    nonce, sealed = stored[2 : 2 + NONCE], stored[2 + NONCE :]
    master = _ring(settings.PII_KEYS)[stored[1]]
    return AESGCMSIV(_derived(master, label)).decrypt(nonce, sealed, label.encode()).decode()


def blind_index(value: str, purpose: str) -> bytes:
    """Return 16 bytes by which equal values can be found without being readable."""
    master = base64.b64decode(settings.PII_INDEX_KEY)
    return hmac.new(_derived(master, f"index:{purpose}"), value.strip().upper().encode(), sha256).digest()[:INDEX]


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text in Python, ciphertext in PostgreSQL. It cannot be searched or sorted."""

    def get_internal_type(self) -> str:
        """The column is bytea."""
        return "BinaryField"

    @property
    def label(self) -> str:
        """The associated data: where this value belongs."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Encrypt on the way in; nothing stays nothing."""
        text = value if prepared else self.get_prep_value(value)
        if text is None:
            return None
        return connection.Database.Binary(encrypt(text, self.label) if text else b"")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:  # noqa: ARG002
        """Decrypt on the way out."""
        if value is None:
            return None
        stored = bytes(value)
        return decrypt(stored, self.label) if stored else ""

    def value_to_string(self, obj: Any) -> str:  # noqa: ARG002
        """Never let personal data out through a serializer."""
        return "<pii>"
