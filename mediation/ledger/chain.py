"""A hash chain over canonical JSON: pure arithmetic, verifiable by anyone with twenty lines of code."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

GENESIS = bytes(32)  # what the first link of every chain follows


def canonical(value: Any) -> bytes:
    """Return canonical JSON: keys sorted by code point, no spaces, UTF-8, moments in UTC with microseconds.

    Allowed are None, bool, int, str, aware datetime, and lists and string-keyed dicts of these;
    TypeError or ValueError for all else. Floats are refused: two programs may write one number in two ways.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(prev: bytes, payload: dict[str, Any]) -> bytes:
    """Return the 32-byte hash of a link: sha256(prev || canonical(payload))."""
    return sha256(prev + canonical(payload)).digest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {_key(key): _plain(item) for key, item in value.items()}
    raise TypeError(f"not in a chain: {type(value).__name__}")


def _key(key: Any) -> str:
    # json.dumps would write 1 and "1" as the same key, and PostgreSQL would keep only one of them.
    if isinstance(key, str):
        return key
    raise TypeError(f"not a key in a chain: {type(key).__name__}")


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a moment in a chain has a time zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")
