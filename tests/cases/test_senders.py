"""The page of the sending systems: what they were told, and to tell them again."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.announce import announce_step
from cases.models import Case, Step
from mediation.outreach import webhooks
from mediation.outreach.models import Delivery, Fate
from tests.api.test_tickets import MARKER, System
from tests.people import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def hotline(receiver):
    return System(receiver)


def browser_of(name):
    browser = Client()
    browser.force_login(staff(name), backend="mediation.people.backends.Citizens")
    return browser


def path(system):
    return f"/centre/{system.sender.centre_id}/senders"


def deliver():
    """Run what waits, once; return the events, the newest first."""
    for step in Step.objects.order_by("pk"):
        announce_step(step.pk)
    for delivery in Delivery.objects.all():
        webhooks.attempt(delivery.pk, delivery.attempts)
    return list(Delivery.objects.all())


def test_the_page_is_for_the_dispatchers_and_managers_of_that_centre(hotline):
    answers = {who: browser_of(who).get(path(hotline)).status_code for who in ("fang", "pan", "shen", "tang", "admin", "zhou")}
    assert answers == {"fang": 200, "pan": 404, "shen": 404, "tang": 404, "admin": 404, "zhou": 404}
    assert Client().get(path(hotline)).status_code == 302
    for who in ("pan", "shen", "tang"):
        assert browser_of(who).post(path(hotline), {"deed": "failed_again", "sender": hotline.sender.pk}).status_code == 404


@pytest.mark.parametrize("who", ["fang", "tang"])
def test_the_way_to_it_stands_on_the_desk(hotline, who):
    assert "/senders" in browser_of(who).get("/desk").content.decode()
    assert "/senders" not in browser_of("shen").get("/desk").content.decode()


def test_what_failed_stands_first_and_is_sent_again_under_its_id(hotline):
    hotline.send()
    hotline.receiver.answers = [(410, {})]
    (failed,) = deliver()
    fang = browser_of("fang")
    page = fang.get(path(hotline)).content.decode()
    assert ("HTTP 410" in page, "switch_on" in page, '"again"' in page, MARKER in page) == (True, True, False, False)
    assert fang.post(path(hotline), {"deed": "again", "sender": hotline.sender.pk, "row": failed.pk}).status_code == 409
    assert fang.post(path(hotline), {"deed": "switch_on", "sender": hotline.sender.pk}).status_code == 302
    page = fang.get(path(hotline)).content.decode()
    assert ("switch_on" in page, "failed_again" in page, '"again"' in page) == (False, True, True)
    assert fang.post(path(hotline), {"deed": "again", "sender": hotline.sender.pk, "row": failed.pk}).status_code == 302
    deliver()
    failed.refresh_from_db()
    assert (failed.fate, [headers["webhook-id"] for _path, headers, _body in hotline.receiver.told]) == (Fate.SENT, [failed.message_id] * 2)
    assert "failed_again" not in fang.get(path(hotline)).content.decode()


def test_all_that_failed_is_sent_again_at_one_press(hotline):
    for number in range(3):
        hotline.send(key=f"k-{number}", reference=f"r-{number}")
    hotline.receiver.answers = [(410, {})]
    assert {delivery.fate for delivery in deliver()} == {Fate.FAILED}
    fang = browser_of("fang")
    fang.post(path(hotline), {"deed": "switch_on", "sender": hotline.sender.pk})
    fang.post(path(hotline), {"deed": "failed_again", "sender": hotline.sender.pk})
    assert ({delivery.fate for delivery in deliver()}, len(hotline.receiver.told)) == ({Fate.SENT}, 4)


def test_one_centre_presses_nothing_of_another(receiver, hotline):
    other = System(receiver, code="police", channel="police", centre="西兴矛调中心")
    other.send(area="330108001001")
    (theirs,) = deliver()
    fang = browser_of("fang")
    assert fang.post(path(hotline), {"deed": "again", "sender": other.sender.pk, "row": theirs.pk}).status_code == 404
    assert fang.post(path(hotline), {"deed": "again", "sender": hotline.sender.pk, "row": theirs.pk}).status_code == 404
    assert fang.post(path(hotline), {"deed": "nothing", "sender": hotline.sender.pk}).status_code == 422
    assert (len(receiver.told), Delivery.objects.get().attempts) == (1, 1)


def test_many_events_and_systems_ask_no_more_of_the_database_than_one(receiver, hotline):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path(hotline)).status_code == 200
        return len(asked)

    browser = browser_of("fang")
    hotline.send()
    deliver()
    one = questions()
    police = System(receiver, code="police", channel="police")
    for number in range(25):
        (police, hotline)[number % 2].send(key=f"n-{number}", reference=f"r-{number}")
    deliver()
    assert (one <= 5, questions(), Case.objects.count()) == (True, one, 26)
    assert browser.get(path(hotline)).content.decode().count('value="again"') == 12 + 1 + 13
