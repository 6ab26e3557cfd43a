"""Signed webhooks by Standard Webhooks 1.0.0: what is sent to another system can be checked by it, and by us what it sends.

Signed text: `id.timestamp.body`. Schemes: `v1` HMAC-SHA256 (secret `whsec_…`), `v1a` ed25519 (private `whsk_…`, public `whpk_…`).
A header may carry several signatures, separated by spaces, so that keys can be exchanged without a break.
"""

import base64
import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SECRET, PRIVATE, PUBLIC = "whsec_", "whsk_", "whpk_"
KEY_BYTES = 32  # the standard asks for 24 to 64
TOLERANCE = 300  # seconds between the sender's clock and ours


class BadSignature(Exception):
    """Nobody who holds the key sent these words, or they are too old."""


def new_keys() -> str:
    """A new secret and a new private key, as `sign` takes them."""
    return f"{SECRET}{_written(os.urandom(KEY_BYTES))} {PRIVATE}{_written(Ed25519PrivateKey.generate().private_bytes_raw())}"


def shown_keys(keys: str) -> tuple[str, str]:
    """What the receiver checks with: the secret, and the public half of the private key."""
    secret, private = keys.split()
    return secret, public_of(private)


def public_of(private: str) -> str:
    """The public half of a private key."""
    public = Ed25519PrivateKey.from_private_bytes(_read(private.removeprefix(PRIVATE))).public_key()
    return PUBLIC + _written(public.public_bytes_raw())


def is_key(written: str, prefix: str) -> bool:
    """Is this a whole key of that kind?"""
    try:
        return written.startswith(prefix) and len(_read(written.removeprefix(prefix))) == KEY_BYTES
    except ValueError:
        return False


def sign(keys: str, *, ident: str, at: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature for each key."""
    text = _text(ident, at, body)
    return " ".join(_by_secret(key, text) if key.startswith(SECRET) else _by_private(key, text) for key in keys.split())


def verify(header: str, key: str, *, ident: str, at: int, body: bytes, now: int) -> None:
    """Check a header with a secret or a public key. Raises BadSignature when no signature fits or the time is not ours."""
    if abs(now - at) > TOLERANCE:
        raise BadSignature("too old, or from the future")
    text = _text(ident, at, body)
    if key.startswith(SECRET):
        fits = any(hmac.compare_digest(found.encode(), _by_secret(key, text).encode()) for found in header.split())
    else:
        fits = any(_fits(found.removeprefix("v1a,"), key, text) for found in header.split() if found.startswith("v1a,"))
    if not fits:
        raise BadSignature("no signature fits")


def _text(ident: str, at: int, body: bytes) -> bytes:
    return f"{ident}.{at}.".encode() + body


def _by_secret(key: str, text: bytes) -> str:
    return "v1," + _written(hmac.new(_read(key.removeprefix(SECRET)), text, sha256).digest())


def _by_private(key: str, text: bytes) -> str:
    return "v1a," + _written(Ed25519PrivateKey.from_private_bytes(_read(key.removeprefix(PRIVATE))).sign(text))


def _fits(signature: str, key: str, text: bytes) -> bool:
    public = Ed25519PublicKey.from_public_bytes(_read(key.removeprefix(PUBLIC)))
    try:
        public.verify(_read(signature), text)
    except (InvalidSignature, ValueError):  # not ours, or not even base64
        return False
    return True


def _written(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _read(written: str) -> bytes:
    return base64.b64decode(written, validate=True)
