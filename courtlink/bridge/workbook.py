"""Rows as an XLSX workbook to work in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from courtlink.bridge import columns

WIDTHS = {columns.FILING: 24, "package_sha256": 30, "sha256": 30, "applicant": 26, "respondent": 26, "remark": 36, "title": 30, "name": 30}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; `lists` are the choices that the cells of a column offer."""

    title: str
    heading: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    lists: Mapping[str, Any] = field(default_factory=dict)


def written(*sheets: Sheet) -> bytes:
    """The workbook."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, one: Sheet) -> None:
    """The heading stays in sight, the court's columns are tinted, some cells offer their list."""
    sheet, heading = book.create_sheet(one.title), one.heading
    sheet.freeze_panes = "B2"
    for number, code in enumerate(heading, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(code, 16)
    for code, choices in one.lists.items():
        letter = get_column_letter(list(heading).index(code) + 1)
        offered = ",".join(name for _value, name in columns.names_of(choices))
        rule = DataValidation(type="list", formula1=f'"{offered}"', allow_blank=True, showErrorMessage=False)
        rule.add(f"{letter}2:{letter}{len(one.rows) + 200}")
        sheet.data_validations.append(rule)
    sheet.append([_head(sheet, columns.heading(code, name), mine=code in columns.ANSWER and "action" in heading) for code, name in heading.items()])
    for row in one.rows:
        sheet.append([_cell(sheet, row.get(code)) for code in heading])


def _head(sheet: Any, text: str, *, mine: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    cell.fill = PatternFill("solid", fgColor="FFF3B0" if mine else "E6F0FF")
    return cell


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    """Always text, so that nothing is counted, shortened or run."""
    cell, text = WriteOnlyCell(sheet), ILLEGAL_CHARACTERS_RE.sub("", columns.guarded(value))
    cell.number_format = "@"
    if text:
        cell.value, cell.data_type = text, "s"
    return cell
