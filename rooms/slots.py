"""Free times as pure arithmetic: spans of time, cut and put together. No database, no wall clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cases.clock import DAY, SHANGHAI, Calendar, Span, midnight

MONDAY = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of a day of the week (Monday is 0)."""

    weekday: int
    begins: time
    ends: time


def open_spans(first: date, days: int, windows: Iterable[Window], calendar: Calendar) -> list[Span]:
    """The windows on so many days, holidays left out; a swapped working day keeps Monday's hours when its own weekday has none."""
    week: dict[int, list[Window]] = {}
    for window in windows:
        week.setdefault(window.weekday, []).append(window)
    found: list[Span] = []
    for day in (first + n * DAY for n in range(days)):
        if day in calendar.holidays:
            continue
        of_day = week.get(day.weekday()) or (week.get(MONDAY, []) if day in calendar.workdays else [])
        found += [(datetime.combine(day, w.begins, SHANGHAI), datetime.combine(day, w.ends, SHANGHAI)) for w in of_day]
    return joined(found)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in order, without overlaps and empty spans."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if begins >= ends:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def common(one: list[Span], other: list[Span]) -> list[Span]:
    """The time that lies in both."""
    return joined((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d))


def without(spans: list[Span], taken: Iterable[Span]) -> list[Span]:
    """The time that is left when something is taken out."""
    left = joined(spans)
    for off, on in joined(taken):
        left = [part for begins, ends in left for part in ((begins, min(ends, off)), (max(begins, on), ends)) if part[0] < part[1]]
    return left


def whole_days(first: date, last: date) -> Span:
    """From the first moment of a day to the end of another."""
    return midnight(first), midnight(last + DAY)


def beginnings(spans: list[Span], *, length: timedelta, grid: timedelta, earliest: datetime) -> Iterator[datetime]:
    """Every time on the day's grid at which a sitting of this length fits, from a moment on."""
    for begins, ends in spans:
        day = midnight(begins.astimezone(SHANGHAI).date())
        start = day + -(-(max(begins, earliest) - day) // grid) * grid
        while start + length <= ends:
            yield start
            start += grid


def is_free(span: Span, taken: list[Span]) -> bool:
    """Does nothing that is taken reach into this span?"""
    return all(ends <= span[0] or begins >= span[1] for begins, ends in taken)
