"""The strict verdict: whatever was changed, left out or added is seen, and hostile files end nothing but their own examination."""

import os
import random
import subprocess
import sys
import threading
import time
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.utils import translation
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from mediation.papers import cell, verify
from mediation.papers.printed import Box
from mediation.papers.signing import authority, pades
from mediation.papers.signing.port import sign_paper, trusted_here
from mediation.papers.verify import LARGEST, Unreadable, _plain, examine
from mediation.refusals import TooMany
from tests.papers import makers

CHANGED = "changed"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return makers.signed()


@pytest.fixture
def foreign(settings, tmp_path):
    """Another installation."""

    def there(deed):
        ours, settings.VAR_DIR = settings.VAR_DIR, tmp_path / "foreign"
        try:
            return deed()
        finally:
            settings.VAR_DIR = ours

    return there


def turned(writer):
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)


def noted(writer):
    page = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": "/Annot", "/Subtype": "/Text"}
    words = generic.DictionaryObject({generic.pdf_name(name): generic.pdf_name(value) for name, value in note.items()})
    words[generic.pdf_name("/Rect")] = generic.ArrayObject([generic.NumberObject(n) for n in (10, 10, 90, 90)])
    words[generic.pdf_name("/Contents")] = generic.TextStringObject("另付一万元")
    page[generic.pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(words)])
    writer.update_container(page)


def retitled(writer):
    info = writer.set_info(generic.DictionaryObject({generic.pdf_name("/Title"): generic.TextStringObject("别的")}))
    assert info is not None


def untouched(writer):
    writer.update_root()


@pytest.mark.parametrize("change", [turned, noted, retitled, untouched])
def test_a_revision_that_somebody_appended_is_a_change(pdf, change):
    assert examine(makers.rewritten(pdf, change)).outcome == CHANGED


@pytest.mark.parametrize("tail", [b"\n", b"%", b"\n" * 900])
def test_a_byte_behind_the_end_is_a_change(pdf, tail):
    verdict = examine(pdf + tail)
    assert (verdict.outcome, {(s.intact, s.since) for s in verdict.signatures}) == (CHANGED, {(False, "other")})


def test_a_flipped_bit_is_a_change_wherever_it_is(pdf):
    """In the process of the test: one examination each would load the libraries hundreds of times."""
    trust, chance, passed = _trust(), random.Random(20), []
    last = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[-1].byte_range
    hole = range(last[1], last[2])  # what no signature covers
    for place in (*chance.sample(range(len(pdf)), 20), *chance.sample(hole, 20), *hole[:12], *hole[-2:]):
        broken = bytearray(pdf)
        broken[place] ^= 1 << chance.randrange(8)
        if _passes(bytes(broken), trust):
            passed.append(place)
    assert passed == []


def test_a_flipped_bit_is_told_to_people(pdf):
    at = pdf.find(b"stream") + 60
    verdict = examine(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :])

    assert (verdict.outcome, {s.intact for s in verdict.signatures}) == (CHANGED, {False})
    with translation.override("en"):
        assert str(verdict.signatures[0].standing) == "This signature does not hold for this file."


def test_a_paper_saved_anew_by_an_editor_is_a_change(pdf):
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out)
    assert examine(out.getvalue()).outcome == CHANGED


def test_a_paper_cut_back_to_the_first_signature_lacks_the_others(pdf):
    first = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0].byte_range
    verdict = examine(pdf[: first[2] + first[3]])
    assert (verdict.outcome, verdict.missing, [s.intact for s in verdict.signatures]) == ("incomplete", 3, [True])


def test_the_same_words_signed_by_another_installation_are_of_somebody_we_do_not_know(foreign):
    verdict = examine(foreign(makers.signed))
    assert (verdict.outcome, {(s.intact, s.trusted) for s in verdict.signatures}) == ("unknown", {(True, False)})


def test_a_stranger_who_signs_behind_the_seal_is_seen(pdf, foreign):
    more = pades.with_fields(pdf, [("sign-9", Box(0, 10, 10, 90, 40))])
    theirs = foreign(lambda: pades.signed(more, "sign-9", pades.signer_of(authority.seal_of("别的中心")), name="别的中心", words="", first=False))
    assert examine(theirs).outcome in ("unknown", CHANGED)


def test_a_key_that_somebody_kept_beyond_its_day_signs_nothing_that_is_trusted(monkeypatch):
    monkeypatch.setattr(authority, "ACT_DAYS", -0.001)  # over for a minute and a half
    verdict = examine(makers.signed())
    assert (verdict.outcome, [s.trusted for s in verdict.signatures]) == ("unknown", [False, False, False, True])


def test_a_paper_without_signatures_says_so():
    assert examine(makers.printed().pdf).outcome == "unsigned"


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"%PDF-", b"%PDF-1.7\n" + random.Random(1).randbytes(200_000), b"PK\x03\x04", b"%PDF-1.7\n" + b"[" * 500_000, b"%PDF-1.7\n" + b"<<" * 300_000],
    ids=["empty", "text", "only-a-name", "garbage", "zip", "nested", "nested-dictionaries"],
)
def test_what_is_no_paper_is_said_to_be_none(content):
    with pytest.raises(Unreadable) as refusal:
        examine(content)
    assert (refusal.value.status, refusal.value.code) == (422, "paper-unreadable")


def test_a_locked_paper_cannot_be_read(pdf):
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="bank", user="", R=6))
    with pytest.raises(Unreadable):
        examine(out.getvalue())


def test_objects_that_lead_in_circles_and_streams_that_grow_end_in_time(pdf):
    bomb = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.AcroForm = made.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array(), SigFlags=3))
        field = made.make_indirect(pikepdf.Dictionary(T=pikepdf.String("a")))
        field.Kids = pikepdf.Array([field])
        made.Root.AcroForm.Fields.append(field)
        made.Root.Big = made.make_stream(bytes(200_000_000))
        made.save(bomb, compress_streams=True)
    begun = time.monotonic()
    try:
        assert examine(bomb.getvalue()).outcome != "unchanged"
    except Unreadable:
        pass
    assert time.monotonic() - begun < 60


def test_more_than_a_paper_can_be_is_not_looked_at():
    with pytest.raises(Unreadable):
        examine(b"%PDF-1.7\n" + bytes(LARGEST))


def test_many_at_once_wait_and_are_asked_to_come_again(pdf, monkeypatch):
    monkeypatch.setattr("mediation.papers.verify.TURN", 0.01)
    monkeypatch.setattr("mediation.papers.verify._turns", threading.BoundedSemaphore(1))
    verify._turns.acquire()
    with pytest.raises(TooMany):
        examine(pdf)


def test_nobody_fetches_anything_to_check_a_paper(pdf):
    """The cell has no need of a network: the libraries are told not to use one."""
    source = Path(cell.__file__).read_text(encoding="utf-8")
    assert (source.count("allow_fetching=False"), source.count("ValidationContext(")) == (1, 1)


def _trust():
    known = trusted_here()
    return {"roots": [_plain(root) for root in known.roots], "time_roots": [], "crls": [_plain(crl) for crl in known.crls]}


def _passes(pdf, trust):
    try:
        seen = cell.look(pdf, trust)
    except Exception:  # noqa: BLE001 - as the cell itself does
        return False
    everything = [*seen["signatures"], *seen["stamps"]]
    return seen["covered"] and not seen["empty"] and len(everything) == 4 and all(row["intact"] and row["trusted"] for row in everything)


class TestCommand:
    """`manage.py verify_paper`: the same verdict without network or database."""

    def run(self, *words, **env):
        return subprocess.run(
            [sys.executable, "manage.py", "verify_paper", *map(str, words)],
            capture_output=True,
            text=True,
            env=os.environ | env | {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"},
        )

    def test_unchanged(self, pdf, tmp_path):
        (tmp_path / "a.pdf").write_bytes(pdf)
        done = self.run(tmp_path / "a.pdf")
        assert done.returncode == 0, done.stderr
        assert [line.split(" · ")[:2] for line in done.stdout.splitlines()[1:]] == [
            ["- 张* BJ2026-000123/1", "申请人"],
            ["- 李* BJ2026-000123/2", "被申请人"],
            ["- 沈静 BJ2026-000123/3", "调解员"],
            [f"- {makers.CENTRE}", "调解专用章"],
        ]

    def test_elsewhere_with_the_root_alone(self, pdf, tmp_path):
        (tmp_path / "a.pdf").write_bytes(pdf)
        (tmp_path / "root.pem").write_bytes(authority.root_pem())
        assert self.run(tmp_path / "a.pdf", VAR_DIR=str(tmp_path)).returncode == 1
        assert self.run(tmp_path / "a.pdf", "--root", tmp_path / "root.pem", VAR_DIR=str(tmp_path / "none")).returncode == 0
        assert not (tmp_path / "none").exists()

    def test_changed_or_unreadable(self, pdf, tmp_path):
        (tmp_path / "changed.pdf").write_bytes(pdf + b" ")
        (tmp_path / "none.pdf").write_bytes(b"hello")
        assert [self.run(tmp_path / name).returncode for name in ("changed.pdf", "none.pdf", "missing.pdf")] == [1, 2, 2]

    def test_a_void_seal_elsewhere(self, settings, tmp_path):
        settings.VAR_DIR = tmp_path / "var"
        (tmp_path / "a.pdf").write_bytes(sign_paper(makers.printed(), [], seal=makers.CENTRE))
        authority.revoke_seal(makers.CENTRE)
        (tmp_path / "root.pem").write_bytes(authority.root_pem())
        (tmp_path / "ca.crl").write_bytes(authority.crl())
        root = ("--root", tmp_path / "root.pem")
        assert [self.run(tmp_path / "a.pdf", *root, *more).returncode for more in ((), ("--crl", tmp_path / "ca.crl"))] == [0, 1]
