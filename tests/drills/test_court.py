"""Kill the worker at every moment between here and the court, and at random with many filings under way: each takes effect once."""

import random
import time

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from courtlink.models import Filing
from tests.courtlink.conftest import far_court  # noqa: F401 - a fixture
from tests.courtlink.failpoints import POINTS
from tests.courtlink.test_court import red, sue
from tests.courtlink.test_killed import play
from tests.courtlink.workers import Worker, forget_heartbeats, until

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
FILINGS, KILLS = 24, 8


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.__name__)
def test_whoever_dies_at_this_moment_costs_nothing(far_court, point):  # noqa: F811
    play(point, far_court)


def test_many_filings_and_many_deaths(far_court):  # noqa: F811
    luck = random.Random(11)
    far_court.sandbox.faults.delay, far_court.sandbox.faults.drop, far_court.sandbox.faults.luck = 0.4, 0.1, luck
    filings = [sue(red()) for _number in range(FILINGS)]
    worker, deaths = Worker(), 0
    for _kill in range(KILLS):
        until(lambda: ProcrastinateJob.objects.filter(status="doing", task_name="courtlink.deliver").exists() or not Filing.objects.filter(state="submitted").exists(), "work")
        time.sleep(luck.uniform(0, 0.4))
        worker.kill()
        deaths += 1
        forget_heartbeats()
        worker = Worker()
    until(lambda: not Filing.objects.filter(state="submitted").exists(), "every receipt")
    worker.kill()
    assert Filing.objects.filter(state="received").count() == FILINGS
    assert [far_court.effects(filing) for filing in filings] == [1] * FILINGS
    assert [filing.case.steps.filter(name="filing_received").count() for filing in filings] == [1] * FILINGS
    print(f"\n{FILINGS} filings, {deaths} deaths, {far_court.sandbox.caller.waiting.qsize()} callbacks: each one effect")
