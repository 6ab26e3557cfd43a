"""How late alarms come with a million running clocks: measured between the moment they were due and the commit's own time."""

import signal
import statistics

import pytest
from django.db import connection

from tests.keepers import copies, keeper, stage, wait_for

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
DUE = 400


def test_alarms_come_in_time_with_a_million_clocks():
    cases, model = stage(100)
    copies(cases, model, count=1_000_000, begin=90_000, every=1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_deadline")
    process = keeper()
    try:
        copies(cases, model, count=DUE, begin=6, every=0.05)
        assert wait_for(DUE, 60)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM expired_at - due_at) * 1000 FROM cases_deadline WHERE expired_at IS NOT NULL")
        late = sorted(float(row[0]) for row in cursor.fetchall())
        cursor.execute("SELECT count(*) FROM cases_deadline WHERE closed_at IS NULL")
        running = cursor.fetchone()[0]
    p99 = late[int(len(late) * 0.99) - 1]
    print(f"\nalarms: {running:,} running clocks, {len(late)} due at 20 a second: late by p50 {statistics.median(late):.0f} ms, p99 {p99:.0f} ms, at most {late[-1]:.0f} ms")
    assert len(late) == DUE
    assert p99 <= 250
