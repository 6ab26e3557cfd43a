"""Load the dated tables of cases/data; running it again changes nothing."""

import csv
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from chinese_calendar import constants
from django.db import transaction
from django.db.models import Model

from cases.models import (
    Advice,
    Cause,
    Court,
    CourtFee,
    DisputeCause,
    DisputeType,
    Jurisdiction,
    LegalLimit,
    LoanPrimeRate,
    Period,
    PlannedYear,
    Reason,
    RetentionRule,
    RoundPolicy,
    StatisticsType,
    WorkDay,
)

TABLES: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("periods", Period, ("code", "valid_from")),
    ("causes", Cause, ("code", "edition")),
    ("advice", Advice, ("code",)),
    ("courts", Court, ("code", "valid_from")),
    ("jurisdictions", Jurisdiction, ("proceeding", "dispute_type", "position", "valid_from")),
    ("court_fees", CourtFee, ("proceeding", "above", "valid_from")),
    ("legal_limits", LegalLimit, ("code", "valid_from")),
    ("lpr", LoanPrimeRate, ("valid_from",)),
    ("reasons", Reason, ("kind", "code", "valid_from")),
    ("retention", RetentionRule, ("code", "valid_from")),
    ("statistics_types", StatisticsType, ("code",)),
)
FIRST_YEAR = 2019  # no clock of ours began earlier
DATA = Path(__file__).resolve().parent.parent / "data"
MORE: list[Callable[[], int]] = []


def load_too(load: Callable[[], int]) -> None:
    """Add the dated tables of another app: it loads them and returns how many rows there are."""
    MORE.append(load)


@transaction.atomic
def load_reference() -> int:
    """Insert or update every row; return how many there are."""
    count = sum(_load(table, model, keys) for table, model, keys in TABLES)
    causes = dict(Cause.objects.order_by("edition").values_list("code", "pk"))  # the newest edition wins
    official = dict(StatisticsType.objects.values_list("code", "pk"))
    count += _keep(DisputeType, ("code",), [row | {"statistics_id": official[row.pop("statistics")]} for row in _rows("dispute_types")])
    of_type = dict(DisputeType.objects.values_list("code", "pk"))
    usual = [row | {"dispute_type_id": of_type[row.pop("dispute_type")], "cause_id": causes[row.pop("cause")]} for row in _rows("dispute_causes")]
    count += _keep(DisputeCause, ("dispute_type", "position", "valid_from"), usual)
    for row in _rows("round_policies"):  # a few, with empty keys that ON CONFLICT would not meet
        keys = {name: row.pop(name) for name in ("kind", "procedure", "valid_from")} | {"dispute_type_id": of_type.get(row.pop("dispute_type"))}
        RoundPolicy.objects.update_or_create(**keys, defaults=row)
        count += 1
    return count + sum(load() for load in MORE) + load_calendar()


def keep_table(path: Path, model: type[Model], keys: tuple[str, ...]) -> int:
    """Insert or update every row of a file; return how many there are."""
    return _keep(model, keys, _read(path))


def _load(table: str, model: type[Model], keys: tuple[str, ...]) -> int:
    return _keep(model, keys, _rows(table))


def _keep(model: type[Model], keys: tuple[str, ...], rows: list[dict[str, Any]]) -> int:
    """Write a whole table in one statement; known rows take the new values."""
    others = [name for name in (column.removesuffix("_id") for column in rows[0]) if name not in keys]
    model._default_manager.bulk_create([model(**row) for row in rows], update_conflicts=True, unique_fields=keys, update_fields=others)
    return len(rows)


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
    return _read(DATA / f"{name}.csv")


def _read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
