"""The small fonts: almost every paper needs nothing else, and whoever's name is rare is printed with the whole ones."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from mediation.papers import fonts
from tests.papers.makers import paper

NATIONAL = {sign for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF) for sign in bytes((row, cell)).decode("gb2312", errors="ignore")}


def embedded(raw: bytes) -> set[str]:
    """The fonts that a paper carries, without their marks."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        return {str(font.BaseFont).partition("+")[2] for page in pdf.pages for font in page.resources.get("/Font", {}).values()}


@pytest.mark.parametrize("name", ["agreement", "complaint", "poster", "evidence_list", "service_address"])
def test_a_paper_carries_small_fonts_only(name):
    raw = paper(name)
    assert {font.removesuffix("-Bold") for font in embedded(raw)} <= {"Paper-Serif", "Paper-Sans", "DejaVu-Sans"}  # the last has the boxes that are ticked
    assert len(raw) < 330_000  # more than half a megabyte from the whole fonts


def test_a_rare_name_is_printed_with_the_whole_font():
    raw = paper("agreement", facts_text="欧阳䶮与堃喆、\U0002cb4e商定")
    assert {"Paper-Serif", "Noto-Serif-CJK-SC"} <= embedded(raw)
    assert "欧阳䶮与堃喆、\U0002cb4e商定" in "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(raw))).replace("\r\n", "")


@pytest.mark.parametrize("face", fonts.FACES, ids=str)
def test_a_small_font_has_the_signs_of_the_standard_and_is_the_same_each_time(face):
    made = fonts.small_font(face)
    assert made == fonts.small_font(face)
    with TTFont(BytesIO(made)) as font:
        assert NATIONAL - {chr(point) for point in font.getBestCmap()} == set()
        assert (font["name"].getDebugName(1), font["OS/2"].usWeightClass) == (face.family, 700 if face.weight == fonts.BOLD else 400)


def test_names_are_listed_for_what_the_standard_lacks():
    assert NATIONAL & set(fonts.NAMES) == set()
    assert len(set(fonts.NAMES)) == len(fonts.NAMES)


def test_where_a_font_is_not_installed_papers_take_what_is_there():
    assert fonts.small_font(fonts.Face("Paper Serif", "Of No Such Name", fonts.REGULAR)) is None


def test_a_font_that_cannot_be_read_stays_whole(monkeypatch, tmp_path):
    broken = tmp_path / "broken.ttc"
    broken.write_bytes(b"no font")
    monkeypatch.setattr(fonts, "_installed", lambda face: (str(broken), 0))
    assert fonts.small_font(fonts.FACES[0]) is None
