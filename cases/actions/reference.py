"""Load the dated tables of cases/data; running it again changes nothing."""

import csv
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from chinese_calendar import constants
from django.db import transaction

from cases.models import Advice, Cause, CourtFee, DisputeType, LoanPrimeRate, Period, PlannedYear, RoundPolicy, WorkDay

FIRST_YEAR = 2019  # no clock of ours began earlier
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
    advice = _rows("advice")
    for row in advice:
        Advice.objects.update_or_create(code=row.pop("code"), defaults=row | {"is_circumstance": row["is_circumstance"] == "1"})
    for row in _rows("court_fees"):
        CourtFee.objects.update_or_create(above=row["above"], valid_from=row["valid_from"], defaults=row)
    for row in _rows("lpr"):
        LoanPrimeRate.objects.update_or_create(valid_from=row["valid_from"], defaults=row)
    policies = _rows("round_policies")
    for row in policies:
        row["dispute_type"] = DisputeType.objects.filter(code=row["dispute_type"]).first()
        keys = {name: row.pop(name) for name in ("kind", "dispute_type", "procedure", "valid_from")}
        RoundPolicy.objects.update_or_create(**keys, defaults=row)
    return len(periods) + len(causes) + len(types) + len(policies) + len(advice) + load_calendar()


def load_calendar() -> int:
    """Insert the published holidays and swapped working days; days that an administrator entered stay as they are."""
    source = f"chinesecalendar {version('chinesecalendar')}"
    days = [WorkDay(day=day, is_workday=worked, source=source) for day, worked in published_days()]
    WorkDay.objects.bulk_create(days, ignore_conflicts=True)
    PlannedYear.objects.bulk_create((PlannedYear(year=year, source=source) for year in {row.day.year for row in days}), ignore_conflicts=True)
    return len(days)


def published_days() -> list[tuple[date, bool]]:
    """The days that differ from Monday to Friday in the plans that the State Council has published so far."""
    days = [(day, False) for day in constants.holidays] + [(day, True) for day in constants.workdays]
    return [(day, worked) for day, worked in days if day.year >= FIRST_YEAR]


def _rows(name: str) -> list[dict[str, Any]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
