"""Canonical JSON and links."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.ledger.chain import GENESIS, canonical, link

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone(timedelta(hours=8)))
LEAVES = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
)


def test_canonical_json_is_sorted_tight_and_utf8():
    value = {"to": "agreed", "actor": None, "facts": {"b": [1, True], "a": "调解"}}

    assert canonical(value) == '{"actor":null,"facts":{"a":"调解","b":[1,true]},"to":"agreed"}'.encode()


def test_a_moment_is_written_in_utc_with_microseconds():
    assert canonical(NOON) == b'"2026-11-20T04:00:00.000000+00:00"'
    assert canonical(NOON) == canonical(NOON.astimezone(UTC))


@pytest.mark.parametrize("value", [1.5, float("nan"), b"bytes", {1, 2}, Decimal("1.50"), {"deep": [{"er": 0.1}]}, {1: "number as key"}, object()])
def test_what_two_programs_may_write_differently_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        canonical(NOON.replace(tzinfo=None))


def test_a_link_is_the_hash_of_the_link_before_and_the_words():
    assert link(GENESIS, {"seq": 1}) == sha256(bytes(32) + b'{"seq":1}').digest()


@given(JSON)
def test_order_of_keys_never_matters(value):
    def reversed_keys(item):
        if isinstance(item, dict):
            return {key: reversed_keys(item[key]) for key in reversed(item)}
        return [reversed_keys(one) for one in item] if isinstance(item, list) else item

    assert canonical(reversed_keys(value)) == canonical(value)
