"""The sealed package: the same bytes for the same documents, and nobody changes one of them unseen."""

import io
import json
import os
import random
import stat
import subprocess
import sys
import zipfile

import pytest
from joserfc.jwk import OctKey, OKPKey

from courtlink import jws
from courtlink.keys import our_keys
from courtlink.package import Document, digests, seal, zipped
from courtlink.verify import Flaw, Unreadable, verify

PARTS = [
    Document("documents/01-complaint.pdf", "complaint", "lead", "application/pdf", b"%PDF-1.7 one"),
    Document("documents/02-service_address.pdf", "service_address", "connected", "application/pdf", b"%PDF-1.7 two"),
    Document("evidence/03-evidence.jpg", "evidence", "connected", "image/jpeg", "像".encode() * 20),
]
FACTS = {"filing": "0123456789ABCDEFGHJK", "kind": "lawsuit", "court": "浙0108"}
KEY = jws.new_key()
KEYS = jws.key_set(jws.public_set([KEY]))


def package(parts=PARTS, key=KEY) -> bytes:
    return seal(FACTS, parts, lambda payload: jws.sign(payload, key))


def members(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def flaws(content: bytes, keys=KEYS) -> list[str]:
    return [str(flaw) for flaw in verify(content, keys).flaws]


def test_the_same_documents_make_the_same_package():
    assert package() == package(list(reversed(PARTS)))
    assert verify(package(), KEYS).flaws == []
    assert verify(package(), KEYS).signed_by == KEY.thumbprint()


def test_whoever_changes_one_byte_anywhere_is_seen():
    whole = package()
    for place in range(len(whole)):
        for change in (1, 0x80):
            changed = whole[:place] + bytes([whole[place] ^ change]) + whole[place + 1 :]
            try:
                assert verify(changed, KEYS).flaws != [], place
            except Unreadable:
                continue
    for changed in (whole + b"x", b"x" + whole, whole[:-1], whole + whole):
        try:
            assert verify(changed, KEYS).flaws != []
        except Unreadable:
            continue


def test_it_says_which_document_was_changed_added_removed_or_renamed():
    rows = members(package())
    name = "documents/01-complaint.pdf"
    changed = [(path, raw[:-1] + b"!" if path == name else raw) for path, raw in rows]
    assert flaws(zipped(changed)) == [f"{name}: has another sha256 than the manifest says", f"{name}: has another sm3 than the manifest says"]
    assert flaws(zipped([*rows, ("documents/99.pdf", b"more")])) == ["documents/99.pdf: is not in the manifest"]
    assert flaws(zipped([row for row in rows if row[0] != name])) == [f"{name}: is missing"]
    assert flaws(zipped([("other.pdf" if path == name else path, raw) for path, raw in rows])) == [f"{name}: is missing", "other.pdf: is not in the manifest"]
    assert flaws(zipped([rows[0], *reversed(rows[1:-1]), rows[-1]])) == ["the zip holds bytes that belong to no document"]
    assert flaws(zipped(rows[:-1])) == ["manifest.jws: is missing"]
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped([*rows, rows[1]])
    assert flaws(twice)[0] == f"{name}: stands in the package twice"


def test_a_new_manifest_for_other_documents_needs_our_key():
    other = package([PARTS[0], Document(PARTS[1].path, *(getattr(PARTS[1], n) for n in ("kind", "role", "media")), b"%PDF-1.7 false")], key=jws.new_key())
    assert flaws(other) == ["manifest.jws: was not made by any of these keys for this manifest"]
    assert flaws(package(), keys=None) == ["manifest.jws: was not checked: no key was given"]


def test_a_manifest_that_says_the_same_in_other_letters_is_not_ours():
    rows = members(package())
    spaced = json.dumps(json.loads(rows[0][1])).encode()
    signed = [(rows[0][0], spaced), *rows[1:-1], ("manifest.jws", jws.sign(spaced, KEY).encode())]
    assert flaws(zipped(signed)) == ["manifest.json: is not written in its one canonical form"]


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", os.urandom(300), zipped([("a", b"b")]), zipped([("manifest.json", b"[]")]), zipped([("manifest.json", b"[" * 5000)])])
def test_what_is_no_package_is_called_so(content):
    with pytest.raises(Unreadable):
        verify(content, KEYS)


def test_random_damage_never_breaks_the_checker():
    luck, whole = random.Random(4), package()
    for _time in range(400):
        changed = bytearray(whole)
        for _place in range(luck.randint(1, 12)):
            changed[luck.randrange(len(changed))] = luck.randrange(256)
        try:
            assert bytes(changed) == whole or verify(bytes(changed), KEYS).flaws != []
        except Unreadable:
            continue


def test_detached_signatures_are_those_of_rfc_7797():
    example = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"  # its section 4.2
    key = OctKey.import_key({"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})
    assert jws.jws.deserialize_compact(example, key, payload=b"$.02").payload == b"$.02"
    with pytest.raises(jws.BadSignature):  # a secret that both know proves nothing to a third: only Ed25519 counts
        jws.verify(example, b"$.02", jws.key_set({"keys": [key.as_dict(kid="x")]}))


def test_our_signature_is_the_plain_ed25519_of_rfc_8037_over_head_and_payload():
    """The key of RFC 8037, appendix A; the signed text is head, dot, payload as it is (RFC 7797, 5.1)."""
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    assert key.thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    signed = jws.sign(b'{"a":"b.c"}', key)
    head, middle, signature = signed.split(".")
    assert middle == ""
    import base64

    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"alg": "EdDSA", "b64": False, "crit": ["b64"], "kid": key.thumbprint()}
    key.public_key.verify(base64.urlsafe_b64decode(signature + "=="), head.encode() + b'.{"a":"b.c"}')
    assert jws.verify(signed, b'{"a":"b.c"}', jws.key_set(jws.public_set([key]))) == key.thumbprint()


@pytest.mark.parametrize("wrong", ["", "..", "a..b", "a.b.c", "eyJhbGciOiJub25lIn0..", "x" * 20_000, "é..é"])
def test_nonsense_is_no_signature(wrong):
    with pytest.raises(jws.BadSignature):
        jws.verify(wrong, b"{}", KEYS)


def test_the_installations_key_is_made_once_for_its_owner_only(settings, tmp_path):
    settings.COURT_KEY_FILE = tmp_path / "deep" / "court-key.pem"
    first = our_keys()[0].thumbprint()
    assert our_keys()[0].thumbprint() == first
    assert stat.S_IMODE(settings.COURT_KEY_FILE.stat().st_mode) == 0o600
    assert [entry.name for entry in settings.COURT_KEY_FILE.parent.iterdir()] == ["court-key.pem"]
    newer = jws.new_key()
    settings.COURT_KEY_FILE.write_bytes(newer.as_pem(private=True) + settings.COURT_KEY_FILE.read_bytes())
    assert [key.thumbprint() for key in our_keys()] == [newer.thumbprint(), first]


def test_the_command_checks_without_network_or_database_and_says_it_by_its_exit_code(tmp_path):
    (tmp_path / "good.zip").write_bytes(package())
    (tmp_path / "bad.zip").write_bytes(package().replace(b"one", b"0ne"))
    (tmp_path / "none.zip").write_bytes(b"nothing")
    (tmp_path / "keys.json").write_text(json.dumps(jws.public_set([KEY])))
    env = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}

    def run(name, *more):
        done = subprocess.run([sys.executable, "manage.py", "verify_package", str(tmp_path / name), *more], env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    key = ("--key", str(tmp_path / "keys.json"))
    code, said = run("good.zip", *key)
    assert (code, KEY.thumbprint() in said, said.count("ok  ")) == (0, True, 3)
    code, said = run("bad.zip", *key)
    assert (code, "WRONG  documents/01-complaint.pdf" in said, "ok     documents/02-service_address.pdf" in said) == (1, True, True)
    assert [run("none.zip", *key)[0], run("absent.zip", *key)[0], run("good.zip", "--key", str(tmp_path / "good.zip"))[0]] == [2, 2, 2]


def test_a_large_manifest_is_signed_too():
    many = [Document(f"evidence/{n:03d}-evidence.jpg", "evidence", "connected", "image/jpeg", b"x") for n in range(300)]
    assert verify(package(many), KEYS).flaws == []


def test_both_hashes_are_those_of_the_standards():
    assert digests(b"abc") == {
        "size": 3,
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",  # GB/T 32905-2016, A.1
    }


def test_a_flaw_of_the_whole_names_no_file():
    assert str(Flaw("", "x")) == "x"
