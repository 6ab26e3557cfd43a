"""How long it takes, going by what cases like this one took."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import move
from cases.models import Case
from cases.reads import forecast as reads
from tests.people import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def ended(days, dispute="tenancy"):
    """A case that was applied for so many days ago and failed today."""
    story = Story.begin(dispute).accept().answer().bind()
    Case.objects.filter(pk=story.case.pk).update(created_at=timezone.now() - timedelta(days=days))
    move.move(story.case.pk, "refuse", by=story.lin)


def test_half_and_four_fifths_of_ten_cases():
    for days in range(1, 11):
        ended(days)
    story, today = Story.begin(), timezone.localdate()
    found = reads.forecast(story.now(), at=timezone.now())
    assert (found.cases, found.half, found.most) == (10, today + timedelta(days=6), today + timedelta(days=8))
    browser = Client()
    browser.force_login(story.lin, backend="mediation.people.backends.Citizens")
    assert f"{found.half:%Y-%m-%d}" in browser.get(f"/case/{story.case.number}/clocks").content.decode()


def test_too_few_other_kinds_and_cases_with_a_result_have_none():
    for days in range(1, 10):
        ended(days)
    for days in (20, 30):
        ended(days, "neighbour")
    assert reads.forecast(Story.begin().now(), at=timezone.now()) is None
    ended(10)
    assert reads.forecast(Story.begin().now(), at=timezone.now()) is not None
    failed = Story.begin().accept().answer().bind().move("refuse", Story.begin().lin)
    assert reads.forecast(failed.now(), at=timezone.now()) is None


def test_what_took_longer_than_most_is_not_promised_for_yesterday():
    for days in range(1, 11):
        ended(days)
    story = Story.begin()
    Case.objects.filter(pk=story.case.pk).update(created_at=timezone.now() - timedelta(days=40))
    assert reads.forecast(story.now(), at=timezone.now()) is None
