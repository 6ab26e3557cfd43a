"""Read a table that somebody sent: CSV (UTF-8, UTF-16 or GB 18030) or XLSX, as rows of text; anything else is refused with a sentence."""

import json
from io import BytesIO

from django.utils.translation import gettext as _

from mediation.refusals import Invalid
from mediation.vault import apart
from mediation.vault.cell import ROWS

MOST_BYTES = 5_000_000


def read_table(content: bytes) -> list[dict[str, str]]:
    """The rows under their headings; empty rows are left out. Invalid when it cannot be read."""
    return [row for _number, row in numbered_rows(content)]


def numbered_rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """The same, with the number that each row has in the file."""
    if len(content) > MOST_BYTES:
        raise _too_large()
    try:
        facts, products = apart.opened("table", BytesIO(content))
    except apart.Unreadable as broken:
        raise _unreadable() from broken
    if facts.get("fault") == "large":
        raise _too_large()
    if facts.get("fault") == "old":
        raise _invalid(_("This is a file of an old Excel, or one with a password. Please save it as XLSX without a password and send the new file."))
    lines: list[tuple[int, list[str]]] = json.loads(products[0])
    if not lines:
        raise _unreadable()
    heading = [cell.lower() for cell in lines[0][1]]
    return [(number, {name: cell for name, cell in zip(heading, cells, strict=False) if name}) for number, cells in lines[1:]]


def _too_large() -> Invalid:
    return _invalid(_("This list is too large. Please send at most %(rows)d rows at a time.") % {"rows": ROWS})


def _unreadable() -> Invalid:
    return _invalid(_("This list could not be read. Please send a CSV or an XLSX file with the headings of the example."))


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"file": [_("Please check the file.")]})
