"""Several papers of our own as one file, with page numbers through all of it. A copy to read and to print: signatures stay in the single papers."""

from collections.abc import Iterable
from io import BytesIO

import pikepdf

SIZE, FROM_TOP, FROM_SIDE = 12, 36, 45  # points


def pages_in(pdf: bytes) -> int:
    """How many pages a paper has."""
    with pikepdf.open(BytesIO(pdf)) as one:
        return len(one.pages)


def bind(parts: Iterable[tuple[bytes, int]]) -> bytes:
    """One file of papers in their order, each with the number of its first page; 0 leaves it unnumbered. Same papers, same bytes."""
    whole = pikepdf.new()
    font = whole.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))
    for pdf, first in parts:
        with pikepdf.open(BytesIO(pdf)) as one:
            _without_signatures(one)
            begin = len(whole.pages)
            whole.pages.extend(one.pages)
            for place, page in enumerate(list(whole.pages)[begin:] if first else []):
                _number(page, first + place, font)
    whole.remove_unreferenced_resources()
    out = BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def _without_signatures(one: pikepdf.Pdf) -> None:
    """Leave the fields behind: in a copy of the pages no signature would hold."""
    if "/AcroForm" in one.Root:
        del one.Root.AcroForm
    for page in one.pages:
        if "/Annots" in page:
            del page.Annots


def _number(page: pikepdf.Page, number: int, font: pikepdf.Object) -> None:
    """Write the number into the outer upper corner: right on a front, left on a back."""
    name = page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.PageNumber)
    _left, _bottom, right, top = (float(side) for side in page.mediabox)
    words = str(number)
    across = right - FROM_SIDE - SIZE * 0.56 * len(words) if number % 2 else FROM_SIDE  # a digit of Helvetica is 0.556 em wide
    # What a page draws may leave its own measure behind; the number is drawn in that of the sheet.
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q q BT {name} {SIZE} Tf 0 g {across:.1f} {top - FROM_TOP:.1f} Td ({words}) Tj ET Q".encode())
