"""Load the area tree from a CSV with official codes."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from mediation.people.models import Area
from mediation.people.roles import Level
from mediation.tokens import random_token

SOURCE = "国家统计局统计用区划代码, 2023-06-30 (china-division 2.7.0)"
SOURCE_DAY = date(2023, 6, 30)
COLUMNS = {"code", "level", "name", "parent"}
DIGITS = {Level.CITY: 6, Level.DISTRICT: 6, Level.STREET: 9, Level.COMMUNITY: 12}  # division codes of the statistics bureau


class AreaError(Exception):
    """Rows of the table cannot be used; `problems` names each line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Loaded:
    """What a load did, or would do."""

    rows: int
    new: int
    changed: int


@transaction.atomic
def load_areas(path: Path, *, source: str = SOURCE, valid_from: date = SOURCE_DAY, within: tuple[str, ...] = (), dry_run: bool = False) -> Loaded:
    """Insert or update areas from `code,level,name,parent`; all rows or none. Posters keep their codes. Raises AreaError."""
    rows = [(line, row) for line, row in _read(path) if _wanted(row, within)]
    known = {area.code: area for area in Area.objects.all()}
    before = len(known)
    problems, changed = [], 0
    for line, row in rows:
        if problem := _problem(row, known):
            problems.append(f"line {line}: {problem}")
            continue
        area = known.get(row["code"]) or Area(code=row["code"], valid_from=valid_from)
        changed += _fill(area, row, known, source)
        known[area.code] = area
    if problems:
        raise AreaError(problems)
    if dry_run:
        transaction.set_rollback(True)
    return Loaded(rows=len(rows), new=len(known) - before, changed=changed)


def _read(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows with their line numbers."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        if not set(table.fieldnames or ()) >= COLUMNS:
            raise AreaError([f"line 1: the columns {', '.join(sorted(COLUMNS))} are needed"])
        return [(table.line_num, {name: (row[name] or "").strip() for name in COLUMNS}) for row in table]


def _wanted(row: dict[str, str], within: tuple[str, ...]) -> bool:
    return not within or row["code"].startswith(within) or row["level"] in (Level.CITY, Level.DISTRICT)


def _problem(row: dict[str, str], known: dict[str, Area]) -> str:
    """Why this row cannot be used, or nothing."""
    code, parent = row["code"], row["parent"]
    if row["level"] not in Level.values:
        return f"unknown level {row['level']!r}"
    if not code.isascii() or not code.isdigit() or len(code) != DIGITS[Level(row["level"])]:
        return f"{code!r} is not the code of a {row['level']}"
    if not row["name"]:
        return "no name"
    if parent and parent not in known:
        return f"the parent {parent} is missing or stands further down"
    if parent and not known[parent].covers(Area(code=code)):
        return f"{code} does not lie within {parent}"
    return ""


def _fill(area: Area, row: dict[str, str], known: dict[str, Area], source: str) -> bool:
    """Write the row into the area when it says something new; tell whether a known area changed."""
    parent = known.get(row["parent"])
    if area.pk is not None and (area.level, area.name, area.parent_id) == (row["level"], row["name"], parent.pk if parent else None):
        return False
    existed = area.pk is not None
    area.level, area.name, area.source, area.parent = row["level"], row["name"], source, parent
    if area.level == Level.COMMUNITY and area.intake_token is None:
        area.intake_token = random_token(12)
    area.save()
    return existed
