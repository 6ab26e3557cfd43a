"""When a clock speaks up: reminders before its end, the end itself, escalation after it. Pure, from one line of data.

`-3d` three days before the end, `90%` when so much of it is used, `0` the end, `+5m` five minutes after it.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from cases.clock import DAY, SHANGHAI

MARK = re.compile(r"^(?:(?P<sign>[+-])(?P<number>\d+)(?P<unit>[dhm])|(?P<share>\d+)%|(?P<end>0))$")
UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # nobody is reminded at night
EVENING = time(20)
END = "0"


class Alarm(NamedTuple):
    """A moment of a clock."""

    at: datetime
    mark: str

    @property
    def is_reminder(self) -> bool:
        """Before the end?"""
        return self.mark != END and not self.mark.startswith("+")

    @property
    def is_end(self) -> bool:
        """The end itself?"""
        return self.mark == END


def alarms(marks: str, since: datetime, due_at: datetime) -> list[Alarm]:
    """Every alarm of a clock in order; reminders that fall in the night come the evening before, or not at all."""
    found = []
    for mark in marks.split():
        alarm = Alarm(_moment(mark, since, due_at), mark)
        if alarm.is_reminder:
            alarm = Alarm(_by_daylight(alarm.at), mark)
            if not since < alarm.at < due_at:
                continue
        found.append(alarm)
    return sorted(found)


def after(marks: str, since: datetime, due_at: datetime, moment: datetime) -> Alarm | None:
    """The first alarm after a moment, or None when the clock has said everything."""
    return next((alarm for alarm in alarms(marks, since, due_at) if alarm.at > moment), None)


def between(marks: str, since: datetime, due_at: datetime, begin: datetime, end: datetime) -> Iterator[Alarm]:
    """The alarms from `begin` to `end`, both included: what a worker that slept has to make up for."""
    return (alarm for alarm in alarms(marks, since, due_at) if begin <= alarm.at <= end)


def is_night(moment: datetime) -> bool:
    """A time at which nobody is texted without need?"""
    clock = moment.astimezone(SHANGHAI).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def morning_after(moment: datetime) -> datetime:
    """The end of the night that a moment falls in."""
    local = moment.astimezone(SHANGHAI)
    day = local.date() + DAY if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(day, QUIET_UNTIL, SHANGHAI)


def _moment(mark: str, since: datetime, due_at: datetime) -> datetime:
    found = MARK.match(mark)
    if found is None:
        raise ValueError(f"not an alarm: {mark}")
    if found["end"]:
        return due_at
    if found["share"]:
        return since + (due_at - since) * int(found["share"]) / 100
    span = int(found["number"]) * UNITS[found["unit"]]
    return due_at + span if found["sign"] == "+" else due_at - span


def _by_daylight(moment: datetime) -> datetime:
    if not is_night(moment):
        return moment
    local = moment.astimezone(SHANGHAI)
    day = local.date() if local.time() >= QUIET_FROM else local.date() - DAY
    return datetime.combine(day, EVENING, SHANGHAI)
