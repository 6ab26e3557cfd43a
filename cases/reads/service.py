"""How a centre keeps its promises: measured from the events of each case, by the hours of duty."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from cases import clock
from cases.models import Deadline, Period
from cases.reads.calendar import calendar, hours_of
from cases.reads.ledger import in_words
from cases.stages import SERVICE_CLOCKS

LOOK_BACK = timedelta(days=30)
MOST = 5000  # rows of one centre in the window; more would be another page's work


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise over the window."""

    period: Period
    kept: int
    missed: int
    running: int
    middle: str  # of the time it took, as it was counted

    @property
    def share(self) -> int | None:
        """Percent kept of those that are decided; None while none is."""
        total = self.kept + self.missed
        return round(100 * self.kept / total) if total else None


def promises(centre_id: int, *, at: datetime) -> list[Promise]:
    """Each promise of the centre over the last thirty days."""
    rows = Deadline.objects.filter(centre=centre_id, period__code__in=SERVICE_CLOCKS, since__gte=at - LOOK_BACK).select_related("period").order_by("-since")[:MOST]
    found: dict[str, list[Deadline]] = {}
    for row in rows:
        found.setdefault(row.period.code, []).append(row)
    return [_promise(found[code], centre_id, at) for code in SERVICE_CLOCKS if code in found]


def _promise(rows: list[Deadline], centre_id: int, at: datetime) -> Promise:
    period = rows[0].period
    missed = [row for row in rows if (row.closed_at or at) > row.due_at]
    kept = [row for row in rows if row.closed_at is not None and row.closed_at <= row.due_at]
    took = [_took(row, centre_id) for row in rows if row.closed_at is not None]
    middle: Any = in_words(timedelta(seconds=median(t.total_seconds() for t in took)), period.length()) if took else "–"
    return Promise(period, len(kept), len(missed), len(rows) - len(kept) - len(missed), middle)


def _took(row: Deadline, centre_id: int) -> timedelta:
    length = row.period.length()
    hours = hours_of(centre_id) if length.pace == clock.Pace.DUTY else clock.ALWAYS
    return clock.counted(row.since, row.closed_at or row.since, length, calendar(), hours=hours)
