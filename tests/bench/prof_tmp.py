import cProfile, pstats, sys
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

def prof(name, deed, n):
    deed(0)
    p = cProfile.Profile(); p.enable()
    for i in range(1, n+1): deed(i)
    p.disable()
    with open(f"/tmp/prof/{name}.txt","w") as f:
        pstats.Stats(p, stream=f).sort_stats("cumulative").print_stats(70)
        pstats.Stats(p, stream=f).sort_stats("tottime").print_stats(30)
    with CaptureQueriesContext(connection) as q: deed(n+1)
    with open(f"/tmp/prof/{name}.sql","w") as f:
        for i, x in enumerate(q.captured_queries): f.write(f"{i+1}. {x['time']} {x['sql'][:400]}\n")

def test_prof():
    load_district()
    lin = citizen_for(phone=LIN, name="林晓")
    area, kind = Area.objects.get(code="330108002001"), DisputeType.objects.get(code="other")
    person = intake.Person(name="林晓", phone=LIN)
    form = intake.Application(area_id=area.pk, channel="qr", dispute_type=kind, summary="押金3400元未退，催告三次。", applicant=person, respondent=intake.Person(name="王强"))
    cases = []
    prof("intake", lambda _n: cases.append(intake.submit(form, by=lin)), 150)
    prof("move", lambda n: move.move(cases[n].pk, "withdraw", by=lin, reason="no_longer"), 140)
    story = Story.begin().accept().answer().bind().take()
    sitting = sittings.open_sitting(story.case.pk, by=staff("shen")).pk
    prof("say", lambda n: talk.say(sitting, by=story.lin, text="你好，我们谈谈。", client_id=str(n)), 140)
    browser = Client()
    browser.force_login(story.lin, backend="mediation.people.backends.Citizens")
    prof("page", lambda _n: browser.get(f"/case/{story.case.number}"), 40)
