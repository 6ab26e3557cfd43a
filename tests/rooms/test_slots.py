"""Free times as arithmetic: nothing that is offered reaches into anything that is taken."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.clock import SHANGHAI, Calendar, midnight
from rooms import slots
from rooms.slots import Window

MONDAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)
NIGHT = midnight(MONDAY)


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    return NIGHT + timedelta(days=day, hours=hour, minutes=minute)


def span(minutes: tuple[int, int]) -> tuple[datetime, datetime]:
    begin, length = minutes
    return NIGHT + timedelta(minutes=begin), NIGHT + timedelta(minutes=begin + length)


SPANS = st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 600)).map(span), max_size=12)


def inside(moment: datetime, spans) -> bool:
    return any(begins <= moment < ends for begins, ends in spans)


@given(SPANS, SPANS, st.integers(0, 7000))
def test_a_moment_is_in_the_common_time_when_it_is_in_both(one, other, minute):
    moment = NIGHT + timedelta(minutes=minute)
    assert inside(moment, slots.common(one, other)) == (inside(moment, one) and inside(moment, other))


@given(SPANS, SPANS, st.integers(0, 7000))
def test_a_moment_is_left_when_it_was_there_and_is_not_taken(spans, taken, minute):
    moment = NIGHT + timedelta(minutes=minute)
    assert inside(moment, slots.without(spans, taken)) == (inside(moment, spans) and not inside(moment, taken))


@given(SPANS, SPANS, st.integers(1, 16), st.sampled_from([15, 30, 60]), st.integers(0, 3000))
def test_every_beginning_fits_whole_lies_on_the_grid_and_ahead(spans, taken, quarters, grid, earliest):
    length, step, first = timedelta(minutes=15 * quarters), timedelta(minutes=grid), NIGHT + timedelta(minutes=earliest)
    left = slots.without(spans, taken)
    found = list(slots.beginnings(left, length=length, grid=step, earliest=first))
    for begins in found:
        assert slots.is_free((begins, begins + length), [s for s in taken if s[0] < s[1]])
        assert begins >= first
        assert (begins - midnight(begins.date())) % step == timedelta(0)
        assert any(a <= begins and begins + length <= b for a, b in left)
    assert found == sorted(set(found))


@given(SPANS, st.sampled_from([15, 30, 60]))
def test_no_beginning_is_forgotten(spans, grid):
    step, left = timedelta(minutes=grid), slots.joined(spans)
    every = [NIGHT + n * step for n in range(7000 // grid)]
    fits = [begins for begins in every if any(a <= begins and begins + HOUR <= b for a, b in left)]
    assert list(slots.beginnings(left, length=HOUR, grid=step, earliest=NIGHT)) == fits


def test_hours_fall_on_working_days_and_a_swapped_saturday_keeps_mondays():
    calendar = Calendar(workdays=frozenset({date(2026, 11, 28)}), holidays=frozenset({date(2026, 11, 25)}), years=frozenset({2026}))
    windows = [Window(day, time(9), time(11)) for day in range(5)]
    days = [begins.date().day for begins, _ends in slots.open_spans(MONDAY, 7, windows, calendar)]
    assert days == [23, 24, 26, 27, 28]  # Wednesday is a holiday, Saturday is worked


def test_a_day_of_two_hours_holds_three_sittings_of_one_hour_on_the_half_hour():
    spans = slots.open_spans(MONDAY, 1, [Window(0, time(9), time(11))], Calendar())
    found = list(slots.beginnings(spans, length=HOUR, grid=HOUR / 2, earliest=at(0)))
    assert found == [at(9), at(9, 30), at(10)]
    assert list(slots.beginnings(spans, length=HOUR, grid=HOUR / 2, earliest=at(9, 10))) == [at(9, 30), at(10)]
    assert [d.tzinfo for d in found] == [SHANGHAI] * 3
