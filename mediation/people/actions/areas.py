"""Load the area tree from a CSV with official codes."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from mediation.people.models import Area
from mediation.people.roles import Level
from mediation.tokens import random_token

SOURCE = "国家统计局统计用区划代码, 2023-06-30 (china-division 2.7.0)"
SOURCE_DAY = date(2023, 6, 30)


class AreaError(Exception):
    """A row of the table cannot be used; the message names the line."""


@transaction.atomic
def load_areas(path: Path, *, source: str = SOURCE, valid_from: date = SOURCE_DAY, within: tuple[str, ...] = ()) -> int:
    """Insert or update areas from `code,level,name,parent`; return how many. All rows or none."""
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not within or row["code"].startswith(within) or row["level"] in (Level.CITY, Level.DISTRICT)]
    known = {area.code: area for area in Area.objects.all()}
    for line, row in enumerate(rows, start=2):
        if row["level"] not in Level.values or not row["code"].isdigit() or not row["name"]:
            raise AreaError(f"line {line}: {row}")
        if row["parent"] and row["parent"] not in known:
            raise AreaError(f"line {line}: parent {row['parent']} comes later or is missing")
        area = known.get(row["code"]) or Area(code=row["code"], valid_from=valid_from)
        area.level, area.name, area.source = row["level"], row["name"], source
        area.parent = known.get(row["parent"])
        if area.level == Level.COMMUNITY and area.intake_token is None:
            area.intake_token = random_token(12)
        area.save()
        known[area.code] = area
    return len(rows)
