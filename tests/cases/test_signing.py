"""Signing on the phone: what matters stands large, and a text that changed since it was read starts again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import agree
from mediation.refusals import Invalid
from tests.people import DRAWING, LIN, Story, latest_code, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def frozen():
    return Story.begin().accept().answer().bind().take().talk().draft()


def page_of(story):
    return f"/case/{story.case.number}/agreement"


def test_each_side_reads_what_it_will_do_and_what_is_done_for_it():
    story = frozen()
    wang, lin = (at(person).get(page_of(story)).content.decode() for person in (story.wang, story.lin))
    assert ("signing__mine" in wang, "signing__mine" in lin) == (True, False)
    assert all("<b>3400.00</b> 元" in page and "王强 → 林晓" in page for page in (wang, lin))


def test_the_code_is_asked_for_the_text_that_was_read():
    story, lin = frozen(), at(Story.begin().lin)
    sha = story.now().present_agreement.text_sha256
    assert lin.post(page_of(story), {"ask": "1", "text_sha256": "0" * 64}).status_code == 422
    sent = lin.post(page_of(story), {"ask": "1", "text_sha256": sha})
    assert sent.headers["Location"] == f"{page_of(story)}?sent={sha[:16]}#sign"
    assert 'name="code"' in lin.get(f"{page_of(story)}?sent={sha[:16]}").content.decode()


def test_a_text_that_changed_since_it_was_read_starts_again():
    story = frozen()
    lin, old = at(story.lin), story.now().present_agreement.text_sha256
    lin.post(page_of(story), {"ask": "1", "text_sha256": old})
    said = {"text_sha256": old, "code": latest_code(LIN), "drawing": DRAWING}
    agree.unfreeze(story.case.pk, by=staff("shen"))
    assert lin.post(page_of(story), said).status_code == 409  # taken back: there is nothing to sign now
    story.draft()
    again = lin.get(f"{page_of(story)}?sent={old[:16]}").content.decode()
    assert ('name="code"' in again, 'role="alert"' in again) == (False, True)
    refused = lin.post(page_of(story), said)
    assert (refused.status_code, 'name="code"' in refused.content.decode(), story.now().present_agreement.signatures.count()) == (422, False, 0)


def test_signing_needs_no_scripts_but_the_drawing():
    story = frozen()
    page = at(story.lin).get(page_of(story)).content.decode()
    assert ("data-aloud" in page, 'hidden><button type="button"' in page) == (True, True)  # the voice shows itself only where there is one


def test_a_text_that_no_font_can_print_is_not_fixed_and_stays_a_draft():
    story = Story.begin().accept().answer().bind().take().talk()
    duty = agree.Duty(debtor="respondent", what="退还押金", how="银行转账", amount=3400, due_on=timezone.localdate() + timedelta(days=7))
    agree.write_draft(story.case.pk, by=staff("shen"), facts_text="押金\ue000纠纷", clauses=["双方再无其他争议。"], duties=[duty])
    with pytest.raises(Invalid, match="E000"):
        agree.freeze(story.case.pk, by=staff("shen"))
    assert (story.now().present_agreement.is_frozen, story.case.open_round.state) == (False, "in_progress")
