"""Who is told what happened: once each, with a link and without names."""

import pytest

from cases.actions.announce import announce_step
from mediation.outreach.models import Message
from tests.people import LIN, WANG, Story

pytestmark = pytest.mark.usefixtures("district")


def announce(story: Story) -> None:
    for step in story.case.steps.all():
        announce_step(step.pk)


def test_the_respondent_is_invited_with_a_personal_link_when_the_case_is_accepted():
    story = Story.begin().accept()
    announce(story)
    texts = [(m.template, m.phone, story.party("respondent").invite_url in m.body) for m in Message.objects.order_by("pk") if m.phone]
    assert texts == [("received", LIN, False), ("moved", LIN, False), ("invited", WANG, True)]


def test_a_job_that_runs_twice_tells_nobody_twice():
    story = Story.begin().accept()
    announce(story)
    before = Message.objects.count()
    announce(story)
    assert Message.objects.count() == before


def test_texts_carry_no_names_and_no_story():
    story = Story.begin().accept()
    announce(story)
    said = " ".join(m.body for m in Message.objects.all())
    assert [word for word in ("林晓", "王强", "押金", "墙面") if word in said] == []
