"""Papers that are taken back, by a party or because the case went another way."""

import pytest
from django.test import Client

from cases.actions import rounds
from courtlink.actions.review import accept, take
from courtlink.actions.take_back import follow_case
from courtlink.models import Filing
from courtlink.receivers import follow_moves
from courtlink.tasks import follow
from mediation.refusals import Refusal
from tests.cases.test_every_move import consents, failed
from tests.courtlink.test_court import sue
from tests.people import qian, staff

pytestmark = pytest.mark.usefixtures("district")


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def test_the_applicant_takes_a_lawsuit_back_and_may_file_again():
    story = failed()
    filing = sue(story)
    path = f"/filing/{filing.ref}/take-back"
    assert path in at(story.lin).get(f"/filing/{filing.ref}").content.decode()
    assert path not in at(story.wang).get(f"/filing/{filing.ref}").content.decode()
    assert (at(story.wang).post(path).status_code, at(qian()).post(path).status_code, at(staff("zhou")).post(path).status_code) == (404, 404, 403)
    assert at(story.lin).post(path).status_code == 302
    assert (Filing.objects.get().state, story.now().steps.latest("seq").name, story.case.stage) == ("withdrawn", "filing_withdrawn", "failed")
    assert at(story.lin).post(path).status_code == 409
    with pytest.raises(Refusal):
        take(filing.pk, by=staff("zhou"))
    assert sue(story).state == "submitted"


def test_what_the_court_accepted_stays():
    story = failed()
    filing = take(sue(story).pk, by=staff("zhou"))
    accept(filing.pk, by=staff("zhou"), docket_number="(2026)浙0108民初9号")
    assert at(story.lin).post(f"/filing/{filing.ref}/take-back").status_code == 409
    assert (follow_case(story.case.pk), Filing.objects.get().state) == (0, "accepted")


@pytest.mark.parametrize("way", ["withdraw", "retry_referral", "settle"])
def test_a_case_that_goes_another_way_takes_its_lawsuit_along(way):
    story = failed()
    filing = take(sue(story).pk, by=staff("zhou"))
    assert follow_case(story.case.pk) == 0
    if way == "withdraw":
        story.move("withdraw", story.lin, "self_settled")
    elif way == "retry_referral":
        consents(story).move("retry_referral", story.lin)
    else:
        rounds.open_settlement(consents(story).case.pk, by=staff("shen"))
        story.settle()
    assert (follow_case(story.case.pk), follow_case(story.case.pk)) == (1, 0)
    filing.refresh_from_db()
    assert filing.state == "withdrawn"


@pytest.mark.django_db(transaction=True)
def test_every_move_of_a_case_with_papers_defers_the_job_that_looks(monkeypatch):
    deferred = []
    story = failed()
    sue(story)
    real = follow.configure
    monkeypatch.setattr(follow, "configure", lambda **how: deferred.append(how) or real(**how))
    story.move("withdraw", story.lin, "no_longer")
    assert deferred == [{"lock": f"case:{story.case.pk}"}]
    assert follow_moves is not None
