"""How soon a submission is acknowledged, and how soon it lies at the court: a real worker, a real court over HTTP."""

import os
import statistics
import time

import pytest
from django.db import connection

from cases import clock
from cases.actions.agree import checked_drawing
from cases.models import Case
from courtlink.actions import file
from courtlink.dossier import lawsuit_parts
from courtlink.kinds import FilingKind
from courtlink.models import Filing
from tests.courtlink.conftest import far_court  # noqa: F401 - a fixture
from tests.courtlink.test_court import WORDS, red
from tests.courtlink.workers import Worker, until
from tests.people import DRAWING

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
FILINGS = 60


def written(story):
    """The papers, printed: what the deed does before it takes a lock."""
    case, party = Case.objects.for_reading().get(pk=story.case.pk), story.party("applicant")
    at, drawn = clock.now(), checked_drawing(DRAWING)
    return party, at, drawn, lawsuit_parts(case, party, words=WORDS, exhibits=[], drawing=drawn, at=at)


def send(party, parts, *, by, drawn, at):
    """What the deed does once the papers are printed; here the case is acknowledged."""
    return file._send(party.case, FilingKind.LAWSUIT, parts, by=by, party=party, words=WORDS, kept=WORDS, drawing=drawn, at=at, revises=None)


def milliseconds(values) -> str:
    ordered = sorted(value * 1000 for value in values)
    return f"p50 {statistics.median(ordered):.1f} ms, p99 {ordered[int(len(ordered) * 0.99) - 1]:.1f} ms, at most {ordered[-1]:.1f} ms"


def floor(parts, path) -> float:
    """The least that is durable: the bytes of papers and package in one file, synced once, and one row committed."""
    begun = time.perf_counter()
    with path.open("wb") as out:
        for part in parts * 2:
            out.write(part.content)
        out.flush()
        os.fsync(out.fileno())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET last_seq = last_seq WHERE id = (SELECT min(id) FROM cases_case)")
    return time.perf_counter() - begun


def test_a_submission_is_acknowledged_at_once_and_lies_at_the_court_within_a_second(far_court, tmp_path):  # noqa: F811
    stories = [red() for _number in range(FILINGS)]
    arrived: dict[str, float] = {}
    far_court.sandbox.faults.held = lambda moment, path: arrived.setdefault(path.rpartition("/")[2], time.perf_counter()) if moment == "after" else None
    worker = Worker("webhooks,files,court")  # as `make run` starts it
    try:
        printing, acknowledged, own, least, sent = [], [], [], [], {}
        warm(far_court, worker, arrived)
        for story in stories:
            begun = time.perf_counter()
            party, at, drawn, parts = written(story)
            printed, worked = time.perf_counter(), time.process_time()
            filing = send(party, parts, by=story.lin, drawn=drawn, at=at)
            sent[filing.ref] = time.perf_counter()
            own.append(time.process_time() - worked)
            printing.append(printed - begun)
            least.append(floor(parts, tmp_path / "floor"))
            acknowledged.append(sent[filing.ref] - printed)
        until(lambda: not Filing.objects.filter(state="submitted").exists(), "every receipt")
    finally:
        worker.kill()
    there = [arrived[ref] - moment for ref, moment in sent.items()]
    print(f"\nfilings: {FILINGS} one after the other. Acknowledged once the papers are printed: {milliseconds(acknowledged)} (CPU {milliseconds(own)}); goal p50 8 ms")
    print(f"the floor, the same bytes in one file synced once and one commit: {milliseconds(least)}")
    print(f"printing the papers: {milliseconds(printing)}; at the court after the acknowledgement: {milliseconds(there)}")
    assert sorted(there)[int(len(there) * 0.99) - 1] <= 1


def warm(court, worker, arrived) -> None:
    """The worker is up and has carried one."""
    story = red()
    party, at, drawn, parts = written(story)
    filing = send(party, parts, by=story.lin, drawn=drawn, at=at)
    until(lambda: filing.ref in arrived, "the first one")
