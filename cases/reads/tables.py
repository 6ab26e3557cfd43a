"""Read a table that somebody sent: CSV (UTF-8 or GB 18030) or XLSX, as rows of text; anything else is refused with a sentence."""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from mediation.refusals import Invalid

MOST_ROWS, MOST_BYTES, MOST_UNPACKED, MOST_CELL = 2000, 5_000_000, 60_000_000, 4000
ZIP = b"PK\x03\x04"


def read_table(content: bytes) -> list[dict[str, str]]:
    """The rows under their headings; empty rows are left out. Invalid when it cannot be read."""
    if len(content) > MOST_BYTES:
        raise Invalid(_("This list is too large. Please send at most %(rows)d rows at a time.") % {"rows": MOST_ROWS})
    lines = _of_workbook(content) if content.startswith(ZIP) else _of_csv(content)
    try:
        table = list(islice(lines, MOST_ROWS + 2))
    except (csv.Error, ValueError, KeyError, OSError, EOFError, SyntaxError, zipfile.BadZipFile, InvalidFileException) as broken:
        raise _unreadable() from broken
    if not table or len(table) > MOST_ROWS + 1:
        raise Invalid(_("This list is too large. Please send at most %(rows)d rows at a time.") % {"rows": MOST_ROWS}) if table else _unreadable()
    heading = [cell.strip().lower() for cell in table[0]]
    rows = [dict(zip(heading, (cell.strip()[:MOST_CELL] for cell in line), strict=False)) for line in table[1:]]
    return [row for row in rows if any(row.values())]


def _of_csv(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return csv.reader(StringIO(text))
    raise _unreadable()


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(BytesIO(content)).infolist())
        if unpacked > MOST_UNPACKED:
            raise _unreadable()
        sheet = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets[0]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, EOFError, SyntaxError) as broken:
        raise _unreadable() from broken
    return ([_text(cell) for cell in line] for line in _rows(sheet))


def _rows(sheet: Any) -> Iterable[Any]:
    return sheet.iter_rows(values_only=True)  # type: ignore[no-any-return]


def _text(cell: object) -> str:
    """A cell as people typed it: a phone that a spreadsheet took for a number stays a phone."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _unreadable() -> Invalid:
    return Invalid(_("This list could not be read. Please send a CSV or an XLSX file with the headings of the example."), fields={"file": [_("Please check the file.")]})
