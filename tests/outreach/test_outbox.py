"""The outbox of the demonstration."""

import pytest

from mediation.outreach.actions import tell

pytestmark = pytest.mark.django_db


def test_the_newest_text_stands_first_with_a_link_to_tap(client, settings):
    settings.DEMO = True
    tell(phone="13800000001", template="code", facts={"code": "111111"})
    tell(phone="13800000002", template="invited", facts={"centre": "A", "link": "http://localhost:8000/A/7QX", "centre_phone": "0571"})
    page = client.get("/outbox").content.decode().partition("<ul")[2]
    assert page.index("13800000002") < page.index("13800000001")
    assert 'href="http://localhost:8000/A/7QX"' in page


def test_one_phone_can_be_looked_at_alone(client, settings):
    settings.DEMO = True
    tell(phone="13800000001", template="code", facts={"code": "111111"})
    tell(phone="13800000002", template="code", facts={"code": "222222"})
    page = client.get("/outbox?phone=13800000002").content.decode()
    assert ("222222" in page, "111111" in page) == (True, False)


def test_words_of_a_person_stay_words(client, settings):
    settings.DEMO = True
    tell(phone="13800000001", template="code", facts={"code": "<script>alert(1)</script>"})
    assert b"<script>alert" not in client.get("/outbox").content


@pytest.mark.parametrize("path", ["/outbox", "/outbox?phone=13800000001"])
def test_outside_the_demonstration_there_is_no_outbox(client, settings, path):
    settings.DEMO = False
    tell(phone="13800000001", template="code", facts={"code": "111111"})
    assert client.get(path).status_code == 404
