"""Real keepers of time, as processes of their own on the tests' database, and clocks by the thousand for them."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from cases.models import Case, Step
from tests.people import Story

ROOT = Path(__file__).resolve().parent.parent
# A copy of one running clock, `every` seconds apart, spread over the cases; only the newest have an alarm soon.
COPY = """
INSERT INTO cases_deadline (case_id, period_id, turn, holder_id, centre_id, since, due_at, ring_at, extra)
SELECT (%(cases)s::bigint[])[1 + n %% array_length(%(cases)s::bigint[], 1)], d.period_id, d.turn, d.holder_id, d.centre_id, d.since,
    now() + %(begin)s * interval '1 second' + n * %(every)s * interval '1 second',
    now() + %(begin)s * interval '1 second' + n * %(every)s * interval '1 second', 0
FROM cases_deadline d, generate_series(0, %(count)s - 1) n WHERE d.id = %(model)s
"""


def keeper():
    """Start a process that keeps time on the test database."""
    url = re.sub(r"/[^/?]*(?=\?|$)", f"/{connection.settings_dict['NAME']}", os.environ["DATABASE_URL"], count=1)
    return subprocess.Popen([sys.executable, "manage.py", "keep_time"], cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, stdin=subprocess.DEVNULL)


def stage(count):
    """Cases with no running clock but one, whose row is the model for copies."""
    stories = [Story.begin() for _ in range(count)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_deadline SET closed_at = now(), ring_at = NULL WHERE period_id NOT IN (SELECT id FROM cases_period WHERE code = 'T-ADM')")
        cursor.execute("UPDATE cases_deadline SET closed_at = now(), ring_at = NULL WHERE case_id <> %s", [stories[0].case.pk])
        cursor.execute("UPDATE cases_deadline SET ring_at = NULL, due_at = now() + interval '1 year' WHERE closed_at IS NULL RETURNING id")
        return [story.case.pk for story in stories], cursor.fetchone()[0]


def copies(cases, model, *, count, begin, every):
    """So many clocks, the first due in `begin` seconds."""
    with connection.cursor() as cursor:
        cursor.execute(COPY, {"cases": cases, "model": model, "count": count, "begin": begin, "every": every})


def rung():
    """How many ends were recorded so far."""
    return Step.objects.filter(name="clock_ran_out", case__in=Case.objects.all()).count()


def wait_for(count, seconds):
    """Wait until so many ends were recorded; return whether they were."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if rung() >= count:
            return True
        time.sleep(0.2)
    return False
