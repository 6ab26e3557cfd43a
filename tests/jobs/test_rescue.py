"""What a killed worker leaves behind is done by the next one."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from cases.tasks import announce
from mediation.tasks import SILENT, rescue

pytestmark = pytest.mark.django_db(transaction=True)


def doing(job, *, silent_for):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id", [silent_for])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [cursor.fetchone()[0], job])


def state(job):
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("silent_for", "expected"), [(SILENT + 5, "todo"), (1, "doing")])
def test_a_job_of_a_silent_worker_is_tried_again_and_one_of_a_living_worker_is_left(silent_for, expected):
    job = announce.configure(lock="case:1").defer(step=1)
    doing(job, silent_for=silent_for)
    async_to_sync(rescue.func)(timestamp=0)
    assert state(job) == expected
