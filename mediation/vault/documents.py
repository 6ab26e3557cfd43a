"""Is this really a PDF? A cheap look at its two ends, then a real parser in a process of its own; nothing of it is run or shown here.

A PDF begins with its mark at byte 0 (leading junk is how polyglots begin) and ends with the
place of its cross-reference (ISO 32000-1, 7.5.5), which must lie inside the file and be one.
"""

import re
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from mediation.refusals import Invalid
from mediation.vault import apart

MEDIA_TYPE = "application/pdf"
MARK = b"%PDF-"
TAIL = 2048  # bytes; readers look for the end in the last 1,024, scanners append a little
END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
CROSS_REFERENCE = re.compile(rb"\s*(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")


def examine(source: BinaryIO, *, name: str) -> int:
    """Return the number of pages; Invalid with a sentence unless this is a whole PDF that anybody can open."""
    source.seek(0)
    if source.read(len(MARK)) != MARK or PurePath(name).suffix.lower() != ".pdf":
        sentence = _("This is not a file we can open. Please choose a PDF, or a photo in JPEG, PNG or WebP format.")
        raise Invalid(sentence, code="not-a-document")
    if not _is_whole(source):
        raise _broken()
    try:
        facts, _nothing = apart.opened("count", source)
    except apart.Unreadable as unreadable:
        raise _broken() from unreadable
    if not facts["pages"]:
        raise _broken()
    return int(facts["pages"])


def _broken() -> Invalid:
    return Invalid(_("This PDF is damaged, incomplete or locked by a password. Please save it again without a password and send the new file."), code="broken-document")


def _is_whole(source: BinaryIO) -> bool:
    tail, size = _tail(source)
    ends = END.findall(tail)
    return bool(ends) and _is_cross_reference(source, int(ends[-1]), size)


def _tail(source: BinaryIO) -> tuple[bytes, int]:
    size = source.seek(0, 2)
    source.seek(max(0, size - TAIL))
    return source.read(), size


def _is_cross_reference(source: BinaryIO, place: int, size: int) -> bool:
    if not 0 < place < size:
        return False
    source.seek(place)
    return CROSS_REFERENCE.match(source.read(64)) is not None
