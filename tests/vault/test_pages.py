"""A paper's pages as harmless pictures, and what a paper may do to us while they are drawn: nothing."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from mediation.refusals import Invalid
from mediation.vault import apart
from mediation.vault.actions import draw_pages, keep_document
from mediation.vault.models import DrawnPage, StoredFile
from mediation.vault.serve import page_response
from tests.vault.makers import paper, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]


def test_every_page_becomes_a_picture_once_for_the_same_bytes():
    content = paper(3)
    first, second = (keep_document(upload=upload(content, "借条.pdf"), by=None) for _again in range(2))
    for file in (first, second):
        draw_pages(file.pk)

    rows = list(DrawnPage.objects.all())
    assert (first.pages, [row.number for row in rows]) == (3, [1, 2, 3])
    shown = Image.open(BytesIO(page_response(second, 2).content))
    assert (shown.format, shown.size) == ("WEBP", (rows[1].width, rows[1].height))
    assert max(shown.size) == 1400
    assert len(set(shown.convert("L").getdata())) > 2  # something is written there


def test_the_job_is_waiting_when_the_paper_is_kept():
    from procrastinate.contrib.django.models import ProcrastinateJob

    file = keep_document(upload=upload(paper(1), "a.pdf"), by=None)
    assert list(ProcrastinateJob.objects.filter(task_name="vault.draw_pages").values_list("args", flat=True)) == [{"file": file.pk}]


def test_a_paper_that_asks_for_a_password_is_refused():
    locked = paper(1, encryption=pikepdf.Encryption(owner="o", user="secret", R=6))
    with pytest.raises(Invalid) as refusal:
        keep_document(upload=upload(locked, "a.pdf"), by=None)
    assert (refusal.value.code, StoredFile.objects.count()) == ("broken-document", 0)


def test_a_bomb_of_a_paper_ends_its_own_process_and_nothing_else():
    """A page whose content unpacks to a gigabyte of drawing: it is kept as it is, and not drawn."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        packed = zlib.compress(b"0 0 m 595 842 l S\n" * 60_000_000, 9)
        stream = pikepdf.Stream(pdf, packed)
        stream.Filter = pikepdf.Name.FlateDecode
        page.Contents = stream
        pdf.save(out, compress_streams=False)
    assert len(out.getvalue()) < 3_000_000
    file = keep_document(upload=upload(out.getvalue(), "a.pdf"), by=None)
    with pytest.raises(apart.Unreadable):
        apart.opened("pages", BytesIO(out.getvalue()))
    draw_pages(file.pk)
    assert DrawnPage.objects.count() == 0
