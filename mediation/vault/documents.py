"""Is this really a PDF? Pure. A cheap look at its two ends; nothing of it is ever run or shown here.

A PDF begins with its mark at byte 0 (leading junk is how polyglots begin) and ends with the
place of its cross-reference (ISO 32000-1, 7.5.5), which must lie inside the file and be one.
"""

import re
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from mediation.refusals import Invalid

MEDIA_TYPE = "application/pdf"
MARK = b"%PDF-"
TAIL = 2048  # bytes; readers look for the end in the last 1,024, scanners append a little
END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
CROSS_REFERENCE = re.compile(rb"\s*(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")


def examine(source: BinaryIO, *, name: str) -> None:
    """Raise Invalid with a sentence unless this is a whole PDF."""
    source.seek(0)
    if source.read(len(MARK)) != MARK or PurePath(name).suffix.lower() != ".pdf":
        sentence = _("This is not a file we can open. Please choose a PDF, or a photo in JPEG, PNG or WebP format.")
        raise Invalid(sentence, code="not-a-document")
    tail, size = _tail(source)
    ends = END.findall(tail)
    if not ends or not _is_cross_reference(source, int(ends[-1]), size):
        sentence = _("This PDF is damaged or incomplete. Please save it again and send the new file.")
        raise Invalid(sentence, code="broken-document")


def _tail(source: BinaryIO) -> tuple[bytes, int]:
    size = source.seek(0, 2)
    source.seek(max(0, size - TAIL))
    return source.read(), size


def _is_cross_reference(source: BinaryIO, place: int, size: int) -> bool:
    if not 0 < place < size:
        return False
    source.seek(place)
    return CROSS_REFERENCE.match(source.read(64)) is not None
