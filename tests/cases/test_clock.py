"""Periods: the vectors of the domain reference, exactly."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.reference import published_days
from cases.clock import SHANGHAI, Calendar, Hours, Length, Pace, Unit, counted, due, last_day

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


PLAN = Calendar(
    workdays=frozenset(day for day, worked in published_days() if worked),
    holidays=frozenset(day for day, worked in published_days() if not worked),
    years=frozenset(day.year for day, _ in published_days()),
)
OFFICE = Hours(dict.fromkeys(range(5), (time(8, 30), time(17, 30))))


def at(*parts):
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("amount", "unit", "start", "end"), VECTORS)
def test_legal_periods_end_where_the_law_says(amount, unit, start, end):
    assert last_day(start, Length(amount, unit), PLAN) == end


def test_a_period_of_days_is_over_at_the_end_of_its_last_day():
    assert due(at(2026, 8, 31, 15), Length(30, Unit.DAYS), PLAN) == at(2026, 10, 1)


def test_a_service_target_is_counted_to_the_second():
    begun = at(2026, 11, 20, 15)
    assert due(begun, Length(30, Unit.SECONDS), PLAN) - begun == timedelta(seconds=30)


def test_three_years_from_the_29th_of_february_end_on_a_working_day():
    assert last_day(date(2024, 2, 29), Length(3, Unit.YEARS), PLAN) == date(2027, 3, 1)


def test_a_year_without_a_published_plan_is_known_as_such():
    assert (PLAN.is_planned(date(2026, 5, 1)), PLAN.is_planned(date(2031, 5, 1))) == (True, False)
    assert (PLAN.is_workday(date(2031, 5, 1)), PLAN.is_workday(date(2031, 5, 3))) == (True, False)


def test_the_days_of_an_appraisal_are_not_counted():
    """规则 26: ten days of appraisal move the end by ten days, and then to a working day."""
    month = Length(30, Unit.DAYS)
    pause = (at(2026, 9, 5, 10), at(2026, 9, 15, 16))
    assert last_day(date(2026, 8, 31), month, PLAN) == date(2026, 9, 30)
    assert last_day(date(2026, 8, 31), month, PLAN, [pause]) == date(2026, 10, 10)
    assert counted(at(2026, 8, 31, 9), at(2026, 9, 20, 9), month, PLAN, pauses=[pause]) == timedelta(days=10)


def test_a_pause_over_a_weekend_costs_working_days_nothing():
    three = Length(3, Unit.WORKDAYS)
    assert last_day(date(2026, 11, 19), three, PLAN) == date(2026, 11, 24)
    assert last_day(date(2026, 11, 19), three, PLAN, [(at(2026, 11, 20, 18), at(2026, 11, 22, 18))]) == date(2026, 11, 24)
    assert last_day(date(2026, 11, 19), three, PLAN, [(at(2026, 11, 20, 18), at(2026, 11, 23, 18))]) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("begun", "ends"),
    [
        (at(2026, 11, 20, 15), at(2026, 11, 20, 15, 2)),
        (at(2026, 11, 20, 17, 29), at(2026, 11, 23, 8, 31)),  # one minute before closing on a Friday, one after opening on Monday
        (at(2026, 11, 21, 3), at(2026, 11, 23, 8, 32)),
        (at(2026, 9, 30, 20), at(2026, 10, 8, 8, 32)),  # National Day
        (at(2026, 10, 10, 9), at(2026, 10, 10, 9, 2)),  # a Saturday worked in exchange
    ],
)
def test_a_promise_of_service_stands_still_outside_the_hours_of_duty(begun, ends):
    promise = Length(120, Unit.SECONDS, Pace.DUTY)
    assert due(begun, promise, PLAN, hours=OFFICE) == ends
    assert counted(begun, ends, promise, PLAN, hours=OFFICE) == timedelta(minutes=2)
    assert due(begun, promise, PLAN) == begun + timedelta(minutes=2)


def test_a_day_and_a_night_end_at_the_next_opening():
    follow_up = Length(24, Unit.HOURS, Pace.OPENING)
    assert due(at(2026, 11, 19, 15), follow_up, PLAN, hours=OFFICE) == at(2026, 11, 20, 15)
    assert due(at(2026, 11, 20, 15), follow_up, PLAN, hours=OFFICE) == at(2026, 11, 23, 8, 30)


@given(begun=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(SHANGHAI)), stops=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=3))
def test_what_is_counted_until_the_end_is_the_whole_period(begun, stops):
    """Whatever was paused: until the last day exactly the period has been counted, or more when that day was a holiday."""
    month, pauses, day = Length(30, Unit.DAYS), [], begun
    for wait, length in stops:
        day = day + timedelta(days=wait)
        pauses.append((day, day + timedelta(days=length)))
        day = pauses[-1][1]
    end = due(begun, month, PLAN, pauses=pauses)
    assert counted(begun, end - timedelta(seconds=1), month, PLAN, pauses=pauses) >= timedelta(days=30)
    assert end > due(begun, month, PLAN) - timedelta(seconds=1)
