"""What the deeds themselves cost, without HTTP: CPU of this process and of PostgreSQL, beside the bare limit."""

import os

import pytest
from django.db import connection

from cases.actions import intake, move
from cases.models import DisputeType
from mediation.people.actions import citizen_for
from mediation.people.models import Area
from rooms.actions import sittings, talk
from tests import environment
from tests.bench.bare import BARE, ONE_STATEMENT
from tests.bench.meter import line, measure, tree
from tests.people import LIN, Story, staff

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]


def run(statement, values=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_deeds():
    lin = citizen_for(phone=LIN, name="林晓")
    area, kind = Area.objects.get(code="330108002001"), DisputeType.objects.get(code="other")
    person = intake.Person(name="林晓", phone=LIN)
    form = intake.Application(
        area=area, channel="qr", dispute_type=kind, summary="押金3400元未退，催告三次。", applicant=person, respondent=intake.Person(name="王强", phone="13800000002")
    )
    for statement in BARE.strip().split(";\n"):
        run(statement.rstrip(";"))
    groups = {"own": lambda: [os.getpid()], "database": lambda: tree(environment.postmaster())}
    cases = []
    limit = measure(lambda n: run(ONE_STATEMENT, [n, bytes(32)]), groups, rounds=1000)
    submitted = measure(lambda _n: cases.append(intake.submit(form, by=lin)), groups, rounds=400)
    moved = measure(lambda n: move.move(cases[n].pk, "withdraw", by=lin, reason="no_longer"), groups, rounds=300)
    story = Story.begin().accept().answer().bind().take()
    sitting = sittings.open_sitting(story.case.pk, by=staff("shen")).pk
    said = measure(lambda n: talk.say(sitting, by=story.lin, text="你好，我们谈谈。", client_id=str(n)), groups, rounds=300)
    rows = {"one statement: update, step, job": limit, "intake": submitted, "move": moved, "room message stored": said}
    print("\nmilliseconds a deed, without HTTP\n" + "\n".join(line(name, cost, limit) for name, cost in rows.items()))
    assert moved.all_cpu < 20 * limit.all_cpu
