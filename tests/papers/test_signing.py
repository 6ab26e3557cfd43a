"""Signatures inside papers: each act and the seal, where the names stand, made by keys that nobody else can read."""

import os
import re
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from PIL import Image, ImageChops

from mediation.papers.errors import PaperError
from mediation.papers.printed import Printed
from mediation.papers.render import render
from mediation.papers.signing import authority
from mediation.papers.signing.port import sign_paper
from mediation.papers.verify import examine
from tests.papers import makers
from tests.papers.time_authority import TimeAuthority

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
PAGE = re.compile(r"<page width")


@pytest.fixture(scope="module")
def paper() -> Printed:
    return makers.printed()


@pytest.fixture
def own_folder(settings, tmp_path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "papers-ca"


@pytest.fixture
def time_authority(settings, tmp_path_factory):
    made = TimeAuthority(tmp_path_factory.mktemp("tsa"))
    settings.TSA_URL, settings.TSA_ROOTS = made.url, str(made.root)
    yield made
    made.stop()


def test_everybody_who_signed_has_a_signature_of_their_own_and_the_centre_seals(paper):
    verdict = examine(sign_paper(paper, makers.acts(), seal=makers.CENTRE))

    assert (verdict.outcome, verdict.missing) == ("unchanged", 0)
    assert [(s.who, s.role, s.intact, s.trusted, s.since) for s in verdict.signatures] == [
        ("张* BJ2026-000123/1", "申请人", True, True, "signatures"),
        ("李* BJ2026-000123/2", "被申请人", True, True, "signatures"),
        ("沈静 BJ2026-000123/3", "调解员", True, True, "signatures"),
        (makers.CENTRE, "调解专用章", True, True, "nothing"),
    ]
    assert verdict.signatures[0].words == f"申请人于2026-03-12 12:30签署；身份确认：手机验证码；同意文本2026-11；正文摘要SHA-256:{'0f' * 32}"
    assert all(abs(s.at - datetime.now(UTC)) < timedelta(minutes=1) and not s.proved for s in verdict.signatures)


def test_another_program_finds_the_signatures_valid_and_the_whole_file_signed(paper, tmp_path):
    (tmp_path / "a.pdf").write_bytes(sign_paper(paper, makers.acts(), seal=makers.CENTRE))
    said = subprocess.run(["pdfsig", "-nocert", tmp_path / "a.pdf"], capture_output=True, text=True, check=True).stdout

    assert (said.count("Signature Validation: Signature is Valid."), said.count("ETSI.CAdES.detached"), said.count("  - Total document signed")) == (4, 4, 1)


def test_a_signature_lies_over_the_name_it_belongs_to_and_the_seal_over_the_seal(paper, tmp_path):
    (tmp_path / "a.pdf").write_bytes(paper.pdf)
    said = subprocess.run(["pdftotext", "-bbox", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True).stdout
    words = {}
    for number, page in enumerate(PAGE.split(said)[1:]):
        height = float(re.search(r'height="([\d.]+)"', page).group(1))
        words |= {text: (number, float(left), height - float(bottom), float(right), height - float(top)) for left, top, right, bottom, text in WORD.findall(page)}

    names = {"sign-1": "申请人：张三", "sign-2": "被申请人：李四", "sign-3": "调解员：沈静", "seal": "调解专用章"}
    assert set(paper.places) == set(names)
    for place, name in names.items():
        box, (page, left, bottom, right, top) = paper.places[place], words[name]
        assert (box.page, box.left - 0.1 <= left, box.bottom - 0.1 <= bottom, box.right + 0.1 >= right, box.top + 0.1 >= top) == (page, True, True, True, True)
    assert {round(box.right - box.left) for name, box in paper.places.items() if name == "seal"} == {119}  # 42 mm


def test_signing_draws_nothing_over_the_page(paper, tmp_path):
    for name, pdf in (("before", paper.pdf), ("after", sign_paper(paper, makers.acts(), seal=makers.CENTRE))):
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        subprocess.run(["pdftoppm", "-r", "60", "-png", tmp_path / f"{name}.pdf", tmp_path / name], check=True)

    pictures = [[Image.open(path).convert("L") for path in sorted(tmp_path.glob(f"{name}-*.png"))] for name in ("before", "after")]
    assert len(pictures[0]) == len(pictures[1]) == 3
    assert [ImageChops.difference(before, after).getbbox() for before, after in zip(*pictures, strict=True)] == [None, None, None]


def test_what_is_only_printed_is_the_same_every_time():
    assert (
        makers.printed().pdf == makers.printed().pdf == render("agreement", makers.facts_of("agreement"), title="样张 agreement", identifier="test:agreement", made_at=makers.DAY)
    )


def test_the_authority_is_made_once_and_only_we_can_read_its_keys(own_folder):
    roots = {authority.root().serial_number for _again in range(3)}
    seals = {authority.seal_of(name).certificate.serial_number for name in ("甲中心", "乙中心", "甲中心")}

    assert (len(roots), len(seals)) == (1, 2)
    modes = {path.name.split("-")[0]: oct(stat.S_IMODE(path.stat().st_mode)) for path in own_folder.iterdir()}
    assert modes == {"lock": "0o600", "root.key": "0o600", "root.pem": "0o600", "seal": "0o600"}
    assert oct(stat.S_IMODE(own_folder.stat().st_mode)) == "0o700"


def test_processes_that_begin_together_make_one_authority(own_folder):
    code = "import django; django.setup(); from mediation.papers.signing import authority as a; print(a.root().serial_number, a.seal_of('甲').certificate.serial_number)"
    env = os.environ | {"VAR_DIR": str(own_folder.parent)}
    running = [subprocess.Popen(["python", "-c", code], env=env, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert len({process.communicate()[0] for process in running}) == 1


def test_a_certificate_of_an_act_lasts_one_day_and_its_key_is_nowhere(own_folder, paper):
    sign_paper(paper, makers.acts(), seal=makers.CENTRE)
    certificate = authority.for_act("张* BJ2026-000123/1", "申请人").certificate

    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == timedelta(days=1, minutes=5)
    assert [name.value for name in certificate.subject] == ["CN", "张* BJ2026-000123/1", "申请人"]
    assert sorted(path.suffix for path in own_folder.iterdir() if path.name.startswith(("seal", "root"))) == [".key", ".key", ".pem", ".pem"]


def test_a_name_of_any_length_fits_into_a_certificate(own_folder):
    assert authority.for_act("很" * 80, "申请人").certificate.subject.rfc4514_string().count("很") == 21


def test_a_seal_that_ends_soon_is_made_anew(own_folder, monkeypatch):
    monkeypatch.setattr(authority, "SEAL_DAYS", 29)
    first = authority.seal_of(makers.CENTRE).certificate.serial_number
    monkeypatch.undo()
    assert authority.seal_of(makers.CENTRE).certificate.serial_number != first


def test_a_void_seal_stands_on_the_list_and_what_it_sealed_is_not_trusted(own_folder, paper):
    old, before = sign_paper(paper, [], seal=makers.CENTRE), authority.seal_of(makers.CENTRE).certificate.serial_number
    assert authority.revoke_seal(makers.CENTRE) == before
    new = sign_paper(paper, [], seal=makers.CENTRE)

    listed = x509.load_der_x509_crl(authority.crl())
    assert listed.is_signature_valid(authority.root().public_key())
    assert [row.serial_number for row in listed] == [before]
    assert [examine(pdf).outcome for pdf in (old, new)] == ["unknown", "unchanged"]


def test_a_time_stamp_proves_when_and_outlives_the_seal(own_folder, paper, time_authority):
    pdf = sign_paper(paper, makers.acts(), seal=makers.CENTRE)
    verdict = examine(pdf)

    assert time_authority.asked == 3  # how large a token is; one on the seal; one on the document with all that is needed to check it
    assert (verdict.outcome, [s.proved for s in verdict.signatures]) == ("unchanged", [False, False, False, True])
    assert (b"/DSS" in pdf, b"/DocTimeStamp" in pdf, verdict.signatures[-1].since) == (True, True, "proofs")
    authority.revoke_seal(makers.CENTRE)
    assert examine(pdf).outcome == "unchanged"


def test_a_time_stamp_of_somebody_we_do_not_trust_is_no_proof(own_folder, paper, time_authority, settings):
    pdf = sign_paper(paper, makers.acts(), seal=makers.CENTRE)
    settings.TSA_ROOTS = ""
    assert examine(pdf).outcome == "unknown"


def test_without_its_authority_of_time_nothing_is_signed(own_folder, paper, time_authority):
    time_authority.stop()
    with pytest.raises(PaperError) as refusal:
        sign_paper(paper, makers.acts(), seal=makers.CENTRE)
    assert (refusal.value.status, refusal.value.code) == (503, "paper-not-signed")


def test_a_paper_without_a_place_for_a_signer_is_not_signed(paper):
    with pytest.raises(PaperError) as refusal:
        sign_paper(Printed(paper.pdf), makers.acts(), seal=makers.CENTRE)
    assert refusal.value.code == "paper-not-signed"
