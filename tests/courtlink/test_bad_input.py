"""Wrong, huge and hostile input at the court: a sentence, no half change, never a 500."""

import pytest
from django.test import Client

from cases.models import Case
from courtlink.models import Filing
from tests.courtlink.test_court import WORDS, red, reviewed
from tests.people import DRAWING, Story, staff

pytestmark = pytest.mark.usefixtures("district")


def web(person):
    browser = Client(raise_request_exception=False)
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


@pytest.mark.parametrize("evidence", ["²", "9" * 5000, "-1", "x"], ids=["superscript", "huge", "negative", "word"])
def test_nonsense_for_an_exhibit_is_left_out(evidence):
    story = red()
    answer = web(story.lin).post(f"/case/{story.case.number}/lawsuit", WORDS | {"drawing": DRAWING, "evidence": evidence})
    assert (answer.status_code, Filing.objects.count()) == (302, 1)


@pytest.mark.parametrize("changes", [{"facts": "押金\x00押金押金押金押金押金"}, {"address": "x\x00" * 10}], ids=["facts", "address"])
def test_text_that_cannot_be_kept_is_refused_whole(changes):
    story = red()
    answer = web(story.lin).post(f"/case/{story.case.number}/lawsuit", WORDS | changes | {"drawing": DRAWING})
    assert answer.status_code < 500
    assert Filing.objects.exclude(state="submitted").count() == 0


@pytest.mark.parametrize(
    "deed", [{"deed": "reject", "reason": "not_court", "remark": "a\x00b"}, {"deed": "accept", "docket_number": "(2026)浙0108民初" + "9" * 100 + "号"}], ids=["nul", "long"]
)
def test_a_decision_that_cannot_be_kept_changes_nothing(deed):
    filing = reviewed(red())
    answer = web(staff("zhou")).post(f"/court/filing/{filing.ref}", deed)
    assert (answer.status_code, Filing.objects.get(pk=filing.pk).state) == (422, "under_review")


@pytest.mark.parametrize("mediator", ["²:²", "9" * 5000 + ":1"], ids=["superscript", "huge"])
def test_a_registration_that_cannot_be_kept_changes_nothing(mediator):
    story = Story.begin()
    story.move("direct_to_court", story.lin)
    answer = web(staff("zhou")).post(f"/court/case/{story.case.number}", {"court_number": "(2026)浙0108民诉前调1号", "mediator": mediator})
    assert (answer.status_code, Case.objects.get(pk=story.case.pk).stage) == (422, "court_registration")


@pytest.mark.parametrize("path", ["/filing/a%00b", "/court/filing/%00", "/case/%00/lawsuit", "/court/case/%00", "/C/%00", "/A/%00"])
def test_an_address_with_a_nul_leads_nowhere(path):
    assert web(staff("zhou")).get(path).status_code == 404
