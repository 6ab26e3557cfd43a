"""Load the dated tables of cases/data; running it again changes nothing."""

import csv
from pathlib import Path
from typing import Any

from django.db import transaction

from cases.models import Cause, DisputeType, Period

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_reference() -> int:
    """Insert or update every row; return how many there are."""
    periods = _rows("periods")
    for row in periods:
        Period.objects.update_or_create(code=row.pop("code"), valid_from=row.pop("valid_from"), defaults=row)
    causes = _rows("causes")
    for row in causes:
        Cause.objects.update_or_create(code=row.pop("code"), edition=row.pop("edition"), defaults=row)
    types = _rows("dispute_types")
    for row in types:
        row["cause"] = Cause.objects.filter(code=row["cause"]).order_by("-edition").first()
        DisputeType.objects.update_or_create(code=row.pop("code"), defaults=row)
    return len(periods) + len(causes) + len(types)


def _rows(name: str) -> list[dict[str, Any]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
