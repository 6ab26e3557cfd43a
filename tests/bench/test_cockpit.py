"""The cockpit beside a count over a million cases: the same figures, from tallies."""

import importlib
import statistics
import time

import pytest
from django.db import connection
from django.test import Client

from cases.actions import tallies
from cases.models import Case, Deadline, Tally
from tests.people import Story, staff

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
CASES, LATE, LOOKS = 1_000_000, 500, 60
COUNT_ALL = importlib.import_module("cases.migrations.0002_tallies").COUNT_ALL
RAW = """
    SELECT left(area.code, 9), one.colour, count(*) FROM cases_case AS one JOIN people_area AS area ON area.id = one.area_id
    WHERE area.code LIKE '330108%' GROUP BY 1, 2
"""


def many(model: Case) -> None:
    """Copies of a case over 400 days, all communities and all stages; each has one running clock."""
    places = "(SELECT array_agg(id) FROM people_area WHERE level = 'community' AND valid_to IS NULL)"
    stages = "ARRAY['intake','first_mediation','referral','second_mediation','directed_mediation','agreed','confirmed','performed','performed','performed']"
    changed = {
        "id": "model.id + n",
        "number": "'B' || n",
        "token_hash": "sha256(('t' || n)::bytea)",
        "area_id": f"({places})[1 + n % 67]",
        "stage": f"({stages})[1 + n % 10]",
        "created_at": "model.created_at - (n % 400) * interval '1 day'",
        "latest_round_id": "NULL",
    }
    copy("cases_case", Case, changed, f"id = {model.pk}", CASES)
    clock = model.deadlines.filter(closed_at=None).first()
    changed = {
        "id": f"{clock.pk} + 1000 + n",
        "case_id": f"{model.pk} + n",
        "due_at": f"now() + CASE WHEN n <= {LATE} THEN -1 ELSE 1 END * n * interval '1 minute'",
        "ring_at": "NULL",
    }
    copy("cases_deadline", Deadline, changed, f"id = {clock.pk}", CASES)


def copy(table: str, model: type, changed: dict[str, str], which: str, count: int) -> None:
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    values = ", ".join(changed.get(column, f"model.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET session_replication_role = replica")  # a million cases in which nothing happened one by one
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} AS model, generate_series(1, {count}) AS n WHERE model.{which}")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def took(deed, times: int) -> list[float]:
    found = []
    for _time in range(times):
        begun = time.perf_counter()
        deed()
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(found)


def test_the_cockpit_costs_the_same_with_a_million_cases(settings):
    story = Story.begin()
    Tally.objects.all().delete()
    many(story.case)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_tally, cases_daytally")
        cursor.execute(COUNT_ALL)
        cursor.execute("VACUUM ANALYZE people_area, cases_case, cases_deadline, cases_tally, cases_daytally")
    assert tallies.differences() == []
    for _case in range(50):  # changes that are not folded yet
        Story.begin()
    browser = Client()
    browser.force_login(staff("lu"), backend="mediation.people.backends.Citizens")

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(RAW)
            cursor.fetchall()

    counted = took(raw, 5)
    lines = [f"{CASES:,} cases, {LATE} late; a count over all of them: p50 {statistics.median(counted):.0f} ms"]
    for what, path in (
        ("district", "330108"),
        ("street", "330108002"),
        ("community", "330108002001"),
        ("cases of the district", "330108/cases?colour=orange"),
        ("older cases", f"330108/cases?before={story.case.pk + CASES // 2}"),
    ):
        assert browser.get(f"/cockpit/{path}").status_code == 200
        looks = took(lambda path=path: browser.get(f"/cockpit/{path}"), LOOKS)
        lines.append(f"{what:<22} p50 {statistics.median(looks):6.1f} ms, p99 {looks[-1]:6.1f} ms, {statistics.median(counted) / statistics.median(looks):5.1f} times as fast")
    print("\n" + "\n".join(lines))
    assert tallies.differences() == []
