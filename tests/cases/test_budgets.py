"""What a page may ask of the database: the same with one row and with many."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import rounds
from cases.models import Evidence
from mediation.vault.actions import keep_picture
from tests.people import Story, staff
from tests.vault.makers import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
# Session, person with posts, case with what it points at, parties, obligations, deadline, steps, documents.
BUDGETS = {"/case/{n}": 8, "/api/v1/cases/{n}": 8, "/desk": 5, "/api/v1/cases": 4, "/C/{t}": 1, "/court": 6, "/cockpit/330108": 12, "/cockpit/330108/cases": 7}


def queries(person, path):
    browser = Client()
    if person is not None:
        browser.force_login(person, backend="mediation.people.backends.Citizens")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def crowd(story):
    """A hundred happenings and six photographs."""
    for number in range(90):
        rounds.reply(story.party("applicant").pk, answer="help" if number % 2 else "talk", by=story.lin)
    for number in range(6):
        file = keep_picture(upload=SimpleUploadedFile("a.jpg", picture(size=(60 + number, 48))), by=story.lin)
        Evidence.objects.create(case=story.case, party=story.party("applicant"), number=number + 1, file=file, added_at=timezone.now())


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_keeps_its_budget_with_one_row_and_with_many(path):
    story = Story.begin().accept().answer().bind()
    reader = {"/desk": staff("fang"), "/court": staff("zhou"), "/C/{t}": None}.get(path, staff("lu") if "cockpit" in path else story.lin)
    address = path.format(n=story.case.number, t=story.case.token)
    queries(reader, address)  # each process reads the day's tables of law once
    one = queries(reader, address)
    crowd(story)
    for _more in range(12):
        Story.begin()
    assert (one <= BUDGETS[path], queries(reader, address)) == (True, one)


def test_a_long_story_shows_its_newest_part_first_and_all_of_it_on_demand():
    story = Story.begin().accept().answer().bind()
    crowd(story)
    browser = Client()
    browser.force_login(story.lin, backend="mediation.people.backends.Citizens")
    counts = [browser.get(f"/case/{story.case.number}{query}").content.decode().count('class="timeline__item') for query in ("", "?all=1")]
    assert counts == [20, story.now().last_seq]
    assert len(browser.get(f"/api/v1/cases/{story.case.number}").json()["steps"]) == story.case.last_seq
