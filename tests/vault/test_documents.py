"""Which papers are taken besides photos."""

from io import BytesIO

import pikepdf
import pytest
from weasyprint import HTML

from mediation.refusals import Invalid
from mediation.vault import documents
from mediation.vault.actions import MEGABYTE, keep_document
from mediation.vault.models import StoredFile
from mediation.vault.reads import open_original
from tests.vault.makers import files_in, picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]


def saved(**how):
    out = BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.save(out, **how)
    return out.getvalue()


PDF = saved()


def refused(content, name="借条.pdf"):
    with pytest.raises(Invalid) as refusal:
        keep_document(upload=upload(content, name), by=None)
    assert StoredFile.objects.count() == 0
    return refusal.value.code


@pytest.mark.parametrize(
    "content",
    [
        PDF,
        saved(object_stream_mode=pikepdf.ObjectStreamMode.generate),
        saved(linearize=True),
        saved(linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        saved(encryption=pikepdf.Encryption(owner="bank", user="", R=6)),
        HTML(string="<p>A paper</p>").write_pdf(),
        PDF + b"\r\n" * 400,
    ],
    ids=["plain", "streams", "linear", "linear-streams", "bank-statement", "weasyprint", "blank-lines-behind"],
)
def test_a_sound_pdf_is_kept_as_it_is(lin, content):
    file = keep_document(upload=upload(content, "借条.PDF"), by=lin)

    with open_original(file) as handle:
        assert handle.read() == content
    assert (file.media_type, file.name, file.size, file.is_picture) == ("application/pdf", "借条.PDF", len(content), False)


def test_a_photo_is_a_document_too():
    file = keep_document(upload=upload(picture("PNG"), "借条.png"), by=None)

    assert (file.media_type, file.is_picture) == ("image/png", True)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\n" + PDF, "a.pdf"),
        (b"GIF89a" + PDF, "a.pdf"),
        (b"<script>alert(1)</script>" + PDF, "a.pdf"),
        (PDF, "a.docx"),
        (PDF, "a.html"),
        (PDF, "pdf"),
        (picture(), "a.pdf"),
        (b"PK\x03\x04" + bytes(60), "a.docx"),
    ],
)
def test_what_does_not_begin_as_a_pdf_or_is_named_otherwise_is_refused(content, name):
    assert refused(content, name) == "not-a-document"


def test_a_pdf_that_is_named_like_a_photo_is_no_photo():
    assert refused(PDF, "a.jpg") == "not-a-picture"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7",
        PDF[: len(PDF) // 2],
        PDF[:-8],
        b"%PDF-1.7\n" + bytes(3000) + b"startxref\n9999999999\n%%EOF",
        b"%PDF-1.7\n" + b"x" * 300 + b"startxref\n20\n%%EOF",
        b"%PDF-1.7\nstartxref\n0\n%%EOF",
    ],
)
def test_half_a_pdf_is_refused(content):
    assert refused(content) == "broken-document"


def test_nothing_is_refused():
    assert refused(b"") == "empty-file"


def test_a_pdf_of_more_than_30_megabytes_is_refused_unread(vault):
    assert refused(PDF + bytes(30 * MEGABYTE)) == "too-large"
    assert files_in(vault) == []


def test_every_cut_of_a_pdf_is_refused():
    assert [length for length in range(len(PDF.rstrip())) if documents._is_whole(BytesIO(PDF[:length]))] == []
