"""Periods: the vectors of the domain reference, exactly."""

from datetime import date, datetime, timedelta

import pytest

from cases.clock import SHANGHAI, Unit, due, is_planned, last_day

VECTORS = [
    (30, Unit.DAYS, date(2026, 1, 15), date(2026, 2, 14)),
    (30, Unit.DAYS, date(2026, 1, 16), date(2026, 2, 24)),
    (30, Unit.DAYS, date(2026, 4, 1), date(2026, 5, 6)),
    (30, Unit.DAYS, date(2026, 5, 8), date(2026, 6, 8)),
    (30, Unit.DAYS, date(2026, 8, 31), date(2026, 9, 30)),
    (30, Unit.DAYS, date(2026, 9, 4), date(2026, 10, 8)),
    (7, Unit.DAYS, date(2026, 9, 24), date(2026, 10, 8)),
    (3, Unit.WORKDAYS, date(2026, 2, 13), date(2026, 2, 25)),
    (3, Unit.WORKDAYS, date(2026, 4, 30), date(2026, 5, 8)),
    (3, Unit.WORKDAYS, date(2026, 9, 30), date(2026, 10, 10)),
]


@pytest.mark.parametrize(("amount", "unit", "start", "end"), VECTORS)
def test_legal_periods_end_where_the_law_says(amount, unit, start, end):
    assert last_day(start, amount, unit) == end


def test_a_period_of_days_is_over_at_the_end_of_its_last_day():
    assert due(datetime(2026, 8, 31, 15, tzinfo=SHANGHAI), 30, Unit.DAYS) == datetime(2026, 10, 1, tzinfo=SHANGHAI)


def test_a_service_target_is_counted_to_the_second():
    begun = datetime(2026, 11, 20, 15, tzinfo=SHANGHAI)
    assert due(begun, 30, Unit.SECONDS) - begun == timedelta(seconds=30)


def test_three_years_from_the_29th_of_february_end_on_a_working_day():
    assert last_day(date(2024, 2, 29), 3, Unit.YEARS) == date(2027, 3, 1)


def test_a_year_without_a_published_plan_is_known_as_such():
    assert (is_planned(date(2026, 5, 1)), is_planned(date(2031, 5, 1))) == (True, False)
