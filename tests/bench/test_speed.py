"""Speed, as ratios beside the bare limit of the same run: CPU is the figure to trust, wall clock is noisy."""

import statistics
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions import intake, move
from cases.actions.demo import load_district
from cases.models import DisputeType
from mediation.people.actions import citizen_for
from mediation.people.models import Area
from rooms.actions import sittings, talk
from tests.people import LIN, Story, staff

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
ROUNDS = 200


def measured(deed, rounds=ROUNDS):
    """Median wall clock and mean CPU of this process, in milliseconds."""
    deed(0)
    walls, cpu = [], time.process_time()
    for number in range(1, rounds + 1):
        begun = time.perf_counter()
        deed(number)
        walls.append(time.perf_counter() - begun)
    return statistics.median(walls) * 1000, (time.process_time() - cpu) / rounds * 1000


def test_figures():
    load_district()
    lin = citizen_for(phone=LIN, name="林晓")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (i int, t text)")
    bare = measured(lambda n: insert(n))
    area, kind = Area.objects.get(code="330108002001"), DisputeType.objects.get(code="other")
    person = intake.Person(name="林晓", phone=LIN)
    form = intake.Application(area=area, channel="qr", dispute_type=kind, summary="押金3400元未退，催告三次。", applicant=person, respondent=intake.Person(name="王强"))
    cases = []
    submit = measured(lambda _n: cases.append(intake.submit(form, by=lin)))
    moved = measured(lambda n: move.move(cases[n].pk, "withdraw", by=lin, reason="no_longer"))
    story = Story.begin().accept().answer().bind().take()
    sitting = sittings.open_sitting(story.case.pk, by=staff("shen")).pk
    said = measured(lambda n: talk.say(sitting, by=story.lin, text="你好，我们谈谈。", client_id=str(n)))
    browser = Client()
    browser.force_login(story.lin, backend="mediation.people.backends.Citizens")
    page = measured(lambda _n: browser.get(f"/case/{story.case.number}"), rounds=60)
    with CaptureQueriesContext(connection) as queries:
        browser.get(f"/case/{story.case.number}")
    print("\nmilliseconds: median wall, own CPU, ratio of wall to one durable statement")
    for name, (wall, cpu) in {"one statement, committed": bare, "intake": submit, "move": moved, "room message stored": said, "case page": page}.items():
        print(f"  {name:<26}{wall:8.2f}{cpu:8.2f}{wall / bare[0]:8.1f} x")
    print(f"  case page: {len(queries)} queries")
    assert submit[1] < 20


def insert(number):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare VALUES (%s, %s)", [number, "x" * 100])
