"""Personal data at rest: what is written, what can be read back, and what an attacker with the database gets."""

import base64
import hashlib
import itertools

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from mediation import crypto
from mediation.people.actions import citizen_for
from mediation.people.actions.rotate import rotate_all, rotate_seeds
from mediation.people.checks import keys_are_sound
from mediation.people.models import User

PHONE = "people.user.phone"


_serial = itertools.count(1)


def key() -> str:
    """A key of its own at every call, and the same ones in every process that collects these tests."""
    return base64.b64encode(hashlib.sha256(b"test key %d" % next(_serial)).digest()).decode()


def stored(person: User, column: str = "phone") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_user WHERE id = %s", [person.pk])
        return bytes(cursor.fetchone()[0])


def test_the_cipher_is_the_one_of_rfc_8452():
    plain, sealed = bytes.fromhex("0100000000000000"), "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"
    cipher = AESGCMSIV(bytes.fromhex("01" + "00" * 31))
    assert cipher.encrypt(bytes.fromhex("03" + "00" * 11), plain, b"").hex() == sealed


@given(st.text(min_size=1))
def test_every_text_comes_back(text):
    assert crypto.decrypt(crypto.encrypt(text, PHONE), PHONE) == text


def test_the_layout_is_version_key_nonce_text_and_tag():
    sealed = crypto.encrypt("330108199003070017", "people.user.id_number")
    assert (sealed[0], sealed[1], len(sealed)) == (1, 1, 2 + 12 + 18 + 16)


def test_the_same_text_never_looks_the_same_twice():
    assert len({crypto.encrypt("13800000001", PHONE) for _ in range(50)}) == 50


def test_a_value_moved_to_another_column_cannot_be_read():
    with pytest.raises(InvalidTag):
        crypto.decrypt(crypto.encrypt("13800000001", PHONE), "people.user.id_number")


@pytest.mark.parametrize("place", [2, 13, 14, -1])
def test_a_changed_byte_is_noticed(place):
    sealed = bytearray(crypto.encrypt("13800000001", PHONE))
    sealed[place] ^= 1
    with pytest.raises(InvalidTag):
        crypto.decrypt(bytes(sealed), PHONE)


@pytest.mark.parametrize("value", [b"\x01", b"\x01\x01short", b"\x02\x01" + bytes(40), b"\x01\x09" + bytes(40)])
def test_an_unknown_layout_or_key_is_refused_without_repeating_the_value(value):
    with pytest.raises(crypto.UnreadableError, match="people.user.phone: unknown layout or key"):
        crypto.decrypt(value, PHONE)


def test_the_database_holds_no_phone(db):
    lin = citizen_for(phone="13800000001", name="林晓")
    assert b"13800000001" not in stored(lin)
    assert User.objects.get(pk=lin.pk).phone == "13800000001"


def test_nothing_stays_nothing(db):
    lin = citizen_for(phone="13800000001")
    assert (stored(lin, "id_number"), User.objects.get(pk=lin.pk).id_number) == (b"", "")


def test_an_encrypted_column_cannot_be_searched(db):
    with pytest.raises(FieldError):
        User.objects.filter(phone="13800000001").count()


def test_a_serializer_gets_a_mark_in_place_of_the_text(db):
    lin = citizen_for(phone="13800000001")
    assert User._meta.get_field("phone").value_to_string(lin) == "<pii>"


def test_a_blind_index_is_the_same_for_the_same_number_only():
    assert crypto.blind_index("33010819900307001x", "id") == crypto.blind_index(" 33010819900307001X ", "id")
    assert crypto.blind_index("13800000001", "phone") != crypto.blind_index("13800000002", "phone")
    assert crypto.blind_index("13800000001", "phone") != crypto.blind_index("13800000001", "id")
    assert len(crypto.blind_index("13800000001", "phone")) == 16


def test_a_blind_index_needs_its_key(settings):
    before = crypto.blind_index("13800000001", "phone")
    settings.PII_INDEX_KEY = key()
    assert crypto.blind_index("13800000001", "phone") != before


def test_after_rotation_the_old_key_can_go(db, settings):
    people = [citizen_for(phone=f"1380000{n:04d}", name="某人") for n in range(7)]
    old, new = settings.PII_KEYS, f"2:{key()}"
    settings.PII_KEYS = f"{new},{old}"
    late = citizen_for(phone="13900000000")
    assert dict(rotate_all(batch=3))["people.user.phone"] == 7
    settings.PII_KEYS = new
    assert sorted(User.objects.get(pk=p.pk).phone for p in people) == [f"1380000{n:04d}" for n in range(7)]
    assert User.objects.get(pk=late.pk).phone == "13900000000"
    assert {stored(p)[1] for p in [*people, late]} == {2}


def test_a_second_rotation_finds_nothing_to_do(db):
    citizen_for(phone="13800000001")
    assert (set(dict(rotate_all()).values()), rotate_seeds()) == ({0}, 0)


def test_without_the_old_key_rotation_stops_and_changes_nothing(db, settings):
    lin = citizen_for(phone="13800000001")
    before = stored(lin)
    settings.PII_KEYS = f"2:{key()}"
    with pytest.raises(crypto.UnreadableError):
        list(rotate_all())
    assert stored(lin) == before


@pytest.mark.parametrize("keys", ["", "1", "1:", "1:c2hvcnQ=", f"0:{key()}", f"256:{key()}", f"x:{key()}", f"1:{key()},1:{key()}", "1:%%%"])
def test_a_broken_ring_is_refused_without_repeating_a_key(keys):
    with pytest.raises(ImproperlyConfigured) as fault:
        crypto.ring(keys)
    assert not any(part in str(fault.value) for part in keys.split(":")[1:] if len(part) > 3)


def test_sound_keys_pass_the_check(settings):
    settings.DEBUG = False
    settings.PII_KEYS, settings.PII_INDEX_KEY = f"2:{key()},1:{key()}", key()
    assert keys_are_sound() == []


@pytest.mark.parametrize(
    ("keys", "index", "found"),
    [
        ("", key(), "people.E001"),
        (f"1:{key()}", "", "people.E001"),
        (f"1:{base64.b64encode(bytes(32)).decode()}", key(), "people.E003"),
        (f"1:{base64.b64encode(b'correct horse battery staple 123').decode()}", key(), "people.E003"),
    ],
)
def test_missing_and_typed_keys_stop_the_start(settings, keys, index, found):
    settings.DEBUG = False
    settings.PII_KEYS, settings.PII_INDEX_KEY = keys, index
    assert [fault.id for fault in keys_are_sound()] == [found]


def test_one_key_for_two_purposes_stops_the_start(settings):
    settings.DEBUG, same = False, key()
    settings.PII_KEYS, settings.PII_INDEX_KEY = f"1:{same}", same
    assert [fault.id for fault in keys_are_sound()] == ["people.E002"]
