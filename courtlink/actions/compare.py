"""Compare our record with the courts': what a lost answer left behind is repaired, what nobody can explain is marked and shown."""

import time
from collections import Counter
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from cases import clock
from courtlink.actions.deliver import mark_drift, plan
from courtlink.actions.events import catch_up
from courtlink.actions.exchanges import port_of
from courtlink.adapters.port import CourtTrouble, Standing
from courtlink.kinds import Adapter, Drift, FilingState, Trouble
from courtlink.models import Comparison, Filing
from courtlink.reads import court_of

S = FilingState
# After how long without a word the court is asked; nightly, all of them are.
QUIET = {S.SUBMITTED: timedelta(minutes=10), S.FAILED: timedelta(hours=1), S.RECEIVED: timedelta(days=1), S.UNDER_REVIEW: timedelta(days=3)}
OPEN = (*QUIET, S.ACCEPTED)
MOST = 2_000  # filings of one run
KEPT_FOR = timedelta(days=90)
CURABLE = (Drift.OTHER_STATE, Drift.UNKNOWN_THERE, Drift.OTHER_HASH)


def compare_all(*, full: bool) -> Comparison:
    """One run over the open filings that have been quiet too long, the longest first; `full` asks about every one."""
    begun, now = time.monotonic(), clock.now()
    found: Counter[str] = Counter(_compare(filing, now) for filing in _due(now, full=full))
    milliseconds = round((time.monotonic() - begun) * 1000)
    Comparison.objects.filter(at__lt=now - KEPT_FOR).delete()
    return Comparison.objects.create(at=now, full=full, looked=found.total(), milliseconds=milliseconds, **found)


def _due(now: datetime, *, full: bool) -> list[Filing]:
    rows = Filing.objects.filter(state__in=OPEN).annotate(quiet_since=Coalesce("compared_at", "submitted_at")).select_related("case__court")
    late = Q()
    for state, quiet in QUIET.items():
        late |= Q(state=state, quiet_since__lt=now - quiet)
    return list((rows if full else rows.filter(late)).order_by(F("quiet_since").asc(nulls_first=True))[:MOST])


def _compare(filing: Filing, now: datetime) -> str:
    """Ask about one filing; return the column in which it counts."""
    try:
        there = port_of(filing).status(filing.ref)
        found = _with_answer(filing, there)
    except CourtTrouble as fault:
        if fault.trouble != Trouble.UNKNOWN:
            return "unreachable"
        found = _unknown_there(filing, now)
    Filing.objects.filter(pk=filing.pk).update(compared_at=now)
    return found


def _with_answer(filing: Filing, there: Standing) -> str:
    if there.sha256 != filing.package_sha256:
        return _drifted(filing, Drift.OTHER_HASH)
    if not filing.court_ref:  # the receipt was lost, an event told of it
        Filing.objects.filter(pk=filing.pk).update(court_ref=there.court_ref)
    if there.state == filing.state and not _unheard(filing, there):
        return _cured(filing)
    catch_up(filing.pk)
    filing.refresh_from_db()
    if there.state != filing.state:
        return _drifted(filing, Drift.OTHER_STATE)
    _cured(filing)
    return "repaired"


def _unheard(filing: Filing, there: Standing) -> bool:
    """Has a court of its own system reported something, a date perhaps, that never came here? The clerks' pages here report nothing."""
    return there.last_event > filing.court_event and court_of(filing.case.court_id).adapter == Adapter.HTTP


def _unknown_there(filing: Filing, now: datetime) -> str:
    """On its way it may be unknown; when no try is planned any more, it is planned again."""
    if filing.state == S.FAILED:
        return "agreed"
    if filing.state != S.SUBMITTED:
        return _drifted(filing, Drift.UNKNOWN_THERE)
    if filing.next_at is not None and filing.next_at > now - QUIET[S.SUBMITTED]:
        return "agreed"
    plan(filing)
    return "repaired"


def _drifted(filing: Filing, drift: Drift) -> str:
    mark_drift(filing.pk, drift)
    return "drifted"


def _cured(filing: Filing) -> str:
    if filing.drift not in CURABLE:
        return "agreed"
    Filing.objects.filter(pk=filing.pk).update(drift="")
    return "repaired"
