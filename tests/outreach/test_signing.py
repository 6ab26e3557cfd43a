"""Signatures of webhooks: both schemes, exchange of keys, and everything that must not fit."""

import base64

import pytest

from mediation.outreach.signing import PUBLIC, SECRET, BadSignature, new_keys, shown_keys, sign, verify

SAID = {"ident": "ticket-1-1", "at": 1_800_000_000, "body": b'{"type":"ticket.received"}'}


def test_the_example_of_the_standard_gives_the_signature_of_the_standard():
    header = sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ident="msg_p5jXN8AQM9LWM0D4loKWxJek", at=1614265330, body=b'{"test": 2432232314}')
    assert header == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_key_signs_and_each_side_checks_with_what_it_was_given():
    keys = new_keys()
    secret, public = shown_keys(keys)
    assert (secret[:6], public[:5]) == (SECRET, PUBLIC)
    header = sign(keys, **SAID)
    assert [part[:4] for part in header.split()] == [header[:4], "v1a,"]
    for key in (secret, public):
        verify(header, key, now=SAID["at"] + 300, **SAID)


@pytest.mark.parametrize("which", [0, 1], ids=["v1", "v1a"])
@pytest.mark.parametrize("change", [{"ident": "ticket-1-2"}, {"at": SAID["at"] + 1}, {"body": b"{}"}], ids=["id", "time", "body"])
def test_other_words_do_not_fit(which, change):
    keys = new_keys()
    with pytest.raises(BadSignature):
        verify(sign(keys, **SAID), shown_keys(keys)[which], now=SAID["at"], **SAID | change)


@pytest.mark.parametrize("which", [0, 1], ids=["v1", "v1a"])
@pytest.mark.parametrize("header", ["", "v1,", "v1a,", "v1,AAAA v1a,AAAA", "v1a,???", "v1a,ÿ", "v1,ÿ", "v2,x", "v1a," + base64.b64encode(bytes(64)).decode()])
def test_what_is_no_signature_of_ours_is_refused(which, header):
    with pytest.raises(BadSignature):
        verify(header, shown_keys(new_keys())[which], now=SAID["at"], **SAID)


@pytest.mark.parametrize("late", [-301, 301])
def test_an_old_message_is_refused_although_its_signature_fits(late):
    keys = new_keys()
    with pytest.raises(BadSignature):
        verify(sign(keys, **SAID), shown_keys(keys)[0], now=SAID["at"] + late, **SAID)


def test_while_keys_are_exchanged_both_fit():
    old, new = new_keys(), new_keys()
    header = sign(f"{new} {old}", **SAID)
    for key in (*shown_keys(old), *shown_keys(new)):
        verify(header, key, now=SAID["at"], **SAID)
