"""The page that checks papers: for everybody, in two languages, with nothing kept."""

import re
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pyzbar.pyzbar import decode

from mediation.papers.signing import authority
from mediation.papers.views import FromOneAddress
from mediation.vault.models import StoredFile
from tests.papers import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return makers.signed()


def sent(content: bytes, language: str = "zh-hans", name: str = "协议.pdf"):
    browser = Client()
    browser.cookies["django_language"] = language
    return browser.post("/verify", {"paper": SimpleUploadedFile(name, content, "application/pdf")})


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1].split("</main>")[0]))


def test_anybody_sees_who_signed_and_that_nothing_was_changed(pdf):
    answer = sent(pdf, "en")

    assert answer.status_code == 200
    said = words(answer)
    assert [name in said for name in ("张* BJ2026-000123/1", "李* BJ2026-000123/2", "沈静 BJ2026-000123/3", makers.CENTRE)] == [True] * 4
    assert ("Unchanged since it was signed" in said, said.count("This signature holds."), "Changed after signing" in said) == (True, 4, False)
    assert StoredFile.objects.count() == 0
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.parametrize(("change", "heading"), [(lambda pdf: pdf + b"\n", "Changed after signing"), (lambda pdf: makers.printed().pdf, "No signature")])
def test_what_is_wrong_with_a_paper_is_the_heading(pdf, change, heading):
    answer = sent(change(pdf), "en")
    assert (answer.status_code, re.search(r"<h2>(.*?)</h2>", answer.content.decode()).group(1)) == (200, heading)


def test_the_page_says_what_these_signatures_are_not():
    said = words(Client(headers={"accept-language": "en"}).get("/verify"))
    assert ("Nobody holds a certificate of a licensed provider" in said, "article 13" in said) == (True, True)


def test_the_page_speaks_the_readers_language_and_the_paper_its_own(pdf):
    pages = {language: sent(pdf, language).content.decode() for language in ("zh-hans", "en")}
    assert ('<html lang="zh-Hans"' in pages["zh-hans"], '<html lang="en"' in pages["en"]) == (True, True)
    assert [page.count("身份确认：手机验证码") for page in pages.values()] == [3, 3]


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7\n" + b"<<" * 200_000], ids=["text", "nested"])
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(content):
    answer = sent(content, "en")
    assert (answer.status_code, "cannot be read as a paper" in words(answer)) == (422, True)


def test_without_a_file_the_page_asks_for_one():
    answer = Client().post("/verify", {})
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)


def test_a_file_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr("mediation.papers.views.LARGEST", 1000)
    answer = sent(b"%PDF-" + bytes(1000), "en")
    assert (answer.status_code, "The file is too large" in words(answer)) == (422, True)


def test_a_name_of_a_file_cannot_write_into_the_page(pdf):
    assert "<script>alert" not in sent(pdf, name="<script>alert(1)</script>.pdf").content.decode()


def test_one_connection_checks_so_many_papers_an_hour(monkeypatch):
    monkeypatch.setattr(FromOneAddress, "THROTTLE_RATES", {"verify": "2/hour"})
    assert [sent(b"hello").status_code for _ in range(3)] == [422, 422, 429]


def test_the_root_and_the_list_of_void_certificates_are_handed_out():
    browser = Client(headers={"accept-language": "en"})
    root = x509.load_pem_x509_certificate(browser.get("/verify/root.pem").content)
    listed = x509.load_der_x509_crl(browser.get("/verify/ca.crl").content)

    assert (root, listed.is_signature_valid(root.public_key())) == (authority.root(), True)
    assert root.fingerprint(hashes.SHA256()).hex(":").upper() in browser.get("/verify").content.decode()
    seal = authority.seal_of(makers.CENTRE).certificate
    (point,) = seal.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name[0].value.endswith("/verify/ca.crl")


def test_the_code_on_a_paper_leads_to_the_page(pdf, tmp_path: Path):
    (tmp_path / "a.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "100", "-f", "3", "-l", "3", "-png", "-singlefile", tmp_path / "a.pdf", tmp_path / "page"], check=True)
    (found,) = decode(Image.open(tmp_path / "page.png").convert("L"))
    assert found.data.decode() == makers.VERIFY_URL.upper()
    moved = Client().get("/VERIFY")
    assert (moved.status_code, moved.headers["Location"]) == (302, "/verify")
