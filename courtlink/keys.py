"""The key with which this installation signs what it sends to courts: made once, readable by its owner only."""

import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from joserfc.jwk import KeySet, OKPKey

from courtlink import jws

BLOCK = re.compile(rb"-----BEGIN PRIVATE KEY-----.+?-----END PRIVATE KEY-----\n?", re.DOTALL)


def our_keys() -> list[OKPKey]:
    """The keys of the file COURT_KEY_FILE: the first signs, all of them are shown, so that keys can be exchanged without a break."""
    path = Path(settings.COURT_KEY_FILE)
    if not path.exists():
        _make(path)
    return [OKPKey.import_key(block) for block in BLOCK.findall(path.read_bytes())]


def sign(payload: bytes) -> str:
    """Sign these bytes, detached."""
    return jws.sign(payload, our_keys()[0])


def known_keys() -> KeySet:
    """Our own public keys, for checking."""
    return jws.key_set(jws.public_set(our_keys()))


def _make(path: Path) -> None:
    """Write a new key aside and link it into place: of several processes that start together one wins, and all read the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent)  # 0600
    with os.fdopen(handle, "wb") as file:
        file.write(jws.new_key().as_pem(private=True))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        Path(fresh).unlink()
