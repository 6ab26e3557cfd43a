"""A worker that dies between "sent" and "marked": the filing takes effect once. `make drill` plays every such moment."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.courtlink.failpoints import POINTS, answered_but_not_marked
from tests.courtlink.line import fresh
from tests.courtlink.test_court import red, sue
from tests.courtlink.workers import Worker, forget_heartbeats, until


def play(point, court) -> None:
    """Kill the worker there; the next one finishes what it began, and nothing happens twice."""
    worker = Worker()
    try:
        filing = sue(red())
        point(worker, court, filing)
        forget_heartbeats()
        worker = Worker()
        until(
            lambda: (
                fresh(filing).state == POINTS[point]
                and not ProcrastinateJob.objects.filter(task_name__startswith="courtlink.", status__in=["todo", "doing"]).exclude(task_name__contains="compare").exists()
            ),
            point.__name__,
        )
    finally:
        worker.kill()
    names = list(filing.case.steps.filter(name__startswith="filing_").values_list("name", flat=True))
    assert (court.effects(filing), len(names), len(set(names)), fresh(filing).drift) == (1, len(set(names)), len(names), "")
    assert court.sandbox.shelf.filing(filing.ref)["state"] == POINTS[point]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_with_the_receipt_in_its_hand_costs_nothing(far_court):
    play(answered_but_not_marked, far_court)
