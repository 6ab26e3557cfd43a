"""The numbers that booking follows on a day."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from rooms.kinds import Mode
from rooms.models import BookingRule

REMINDER = "reminder_"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long, how early, how many: the service settings in force."""

    lengths: dict[str, timedelta]  # by mode
    grid: timedelta
    lead: timedelta
    horizon: int  # days
    proposals: int
    day: tuple[time, time]  # for mediators who have not said when they mediate
    early: timedelta
    reminders: tuple[timedelta, ...]  # before the beginning, the first one first


def terms_on(day: date) -> Terms:
    """Read them in one query; KeyError when the table lacks one."""
    rows = dict(BookingRule.objects.on(day).order_by("valid_from").values_list("code", "value"))
    minutes = {code: timedelta(minutes=value) for code, value in rows.items()}
    return Terms(
        lengths={Mode.ONLINE: minutes["online_minutes"], Mode.OFFLINE: minutes["offline_minutes"]},
        grid=minutes["grid_minutes"],
        lead=timedelta(hours=rows["lead_hours"]),
        horizon=rows["horizon_days"],
        proposals=rows["proposals"],
        day=(_clock(rows["day_begins"]), _clock(rows["day_ends"])),
        early=minutes["early_minutes"],
        reminders=tuple(sorted((minutes[code] for code in rows if code.startswith(REMINDER)), reverse=True)),
    )


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
