"""Undisputed facts: only what every party confirmed in writing may cross to the court, and the database asks again."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from cases.actions import undisputed
from cases.models import FactAnswer, Party, Step, UndisputedFact
from cases.reads.facts_agreed import facts_for, facts_for_court
from mediation.people.actions import citizen_for
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from tests.people import Story, qian, staff
from tests.rooms.test_room import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
FACT = "双方于2025年3月1日签订租房合同，押金3400元。"


def written():
    story = Story.begin().accept().answer().bind().take().talk()
    undisputed.write_fact(story.case.pk, by=staff("shen"), text=FACT)
    return story


def test_only_what_all_confirmed_may_cross():
    story = written()
    undisputed.write_fact(story.case.pk, by=staff("shen"), text="墙面有污渍。")
    assert undisputed.answer_fact(story.case.pk, by=story.lin, number=1, yes=True).agreed_at is None
    undisputed.answer_fact(story.case.pk, by=story.lin, number=2, yes=True)
    undisputed.answer_fact(story.case.pk, by=story.wang, number=2, yes=False)
    assert facts_for_court(story.case) == []
    undisputed.answer_fact(story.case.pk, by=story.wang, number=1, yes=True)
    assert [fact.text for fact in facts_for_court(story.case)] == [FACT]
    step = Step.objects.get(name="fact_agreed")
    assert step.facts == {"fact": 1, "text_sha256": UndisputedFact.objects.get(number=1).sha256, "confirmed": 2}


def test_somebody_who_joins_later_confirms_too_before_a_fact_crosses():
    story = written()
    for person in (story.lin, story.wang):
        undisputed.answer_fact(story.case.pk, by=person, number=1, yes=True)
    Party.objects.create(case=story.case, side="respondent", name="周同住", user=citizen_for(phone="13800000009", name="周同住"))
    assert facts_for_court(story.case) == []


def test_a_group_answers_through_whom_it_elected():
    story = written()
    Party.objects.create(case=story.case, side="applicant", name="同租人", represented_by=story.party("applicant"))
    undisputed.answer_fact(story.case.pk, by=story.lin, number=1, yes=True)
    undisputed.answer_fact(story.case.pk, by=story.wang, number=1, yes=True)
    assert len(facts_for_court(story.case)) == 1


def test_an_answer_may_change_until_everybody_has_confirmed():
    story = written()
    undisputed.answer_fact(story.case.pk, by=story.lin, number=1, yes=False)
    undisputed.answer_fact(story.case.pk, by=story.wang, number=1, yes=True)
    assert undisputed.answer_fact(story.case.pk, by=story.lin, number=1, yes=True).is_agreed
    for deed in (lambda: undisputed.answer_fact(story.case.pk, by=story.lin, number=1, yes=False), lambda: undisputed.drop_fact(story.case.pk, by=staff("shen"), number=1)):
        with pytest.raises(WrongMoment):
            deed()


def test_only_the_mediator_writes_and_drops_and_only_parties_answer():
    story = written()
    for person in (story.lin, qian(), staff("wu"), staff("fang")):
        with pytest.raises(WrongPerson):
            undisputed.write_fact(story.case.pk, by=person, text="x")
        with pytest.raises(WrongPerson):
            undisputed.drop_fact(story.case.pk, by=person, number=1)
    for person in (staff("shen"), qian(), staff("fang")):
        with pytest.raises(WrongPerson):
            undisputed.answer_fact(story.case.pk, by=person, number=1, yes=True)
    undisputed.drop_fact(story.case.pk, by=staff("shen"), number=1)
    with pytest.raises(WrongMoment):
        undisputed.answer_fact(story.case.pk, by=story.lin, number=1, yes=True)
    for text in (" ", "长" * 501):
        with pytest.raises(Invalid):
            undisputed.write_fact(story.case.pk, by=staff("shen"), text=text)


def test_after_the_attempt_nothing_new_is_written_but_what_lies_there_can_be_confirmed():
    story = written()
    story.close()
    with pytest.raises(WrongMoment):
        undisputed.write_fact(story.case.pk, by=staff("shen"), text="x")
    for person in (story.lin, story.wang):
        undisputed.answer_fact(story.case.pk, by=person, number=1, yes=True)
    assert len(facts_for_court(story.case)) == 1


def test_a_side_does_not_read_what_the_other_answered_before_all_have():
    story = written()
    before = facts_for(story.case, story.wang, counts=False)
    undisputed.answer_fact(story.case.pk, by=story.lin, number=1, yes=False)
    assert facts_for(story.case, story.wang, counts=False) == before
    assert [(s.confirmed, s.denied) for s in facts_for(story.case, staff("shen"), counts=True)] == [(0, 1)]


BREAKS = [
    ("a_fact_needs_everybody", "UPDATE cases_undisputedfact SET agreed_at = now()"),
    (
        "a_fact_needs_everybody",
        "INSERT INTO cases_undisputedfact (case_id, round_id, number, text, sha256, by_id, at, agreed_at) SELECT case_id, round_id, 2, text, sha256, by_id, at, now() FROM cases_undisputedfact",
    ),
    ("words_of_a_fact_stay", "UPDATE cases_undisputedfact SET text = '\\x00'::bytea"),
    ("words_of_a_fact_stay", "UPDATE cases_undisputedfact SET sha256 = repeat('0', 64)"),
]


@pytest.mark.parametrize(("name", "sql"), BREAKS)
def test_the_database_lets_no_fact_be_agreed_without_everybody(name, sql):
    story = written()
    undisputed.answer_fact(story.case.pk, by=story.lin, number=1, yes=True)
    FactAnswer.objects.create(fact=UndisputedFact.objects.get(), party=story.party("respondent"), yes=False, by=story.wang, at=timezone.now())
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", ["UPDATE cases_factanswer SET yes = false", "DELETE FROM cases_factanswer"])
def test_answers_to_an_agreed_fact_stay(sql):
    story = written()
    for person in (story.lin, story.wang):
        undisputed.answer_fact(story.case.pk, by=person, number=1, yes=True)
    with pytest.raises(IntegrityError, match="answers_to_an_agreed_fact_stay"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(IntegrityError, match="words_of_a_fact_stay"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_undisputedfact SET agreed_at = NULL")


def test_the_panel_writes_confirms_and_takes_off():
    story, _sitting = opened()
    browsers = {}
    for name, person in (("shen", staff("shen")), ("lin", story.lin), ("wang", story.wang)):
        browsers[name] = Client()
        browsers[name].force_login(person, backend="mediation.people.backends.Citizens")
    path = f"/room/{story.case.number}/facts"
    assert browsers["shen"].post(path, {"deed": "write", "text": FACT}).status_code == 302
    assert browsers["shen"].post(path, {"deed": "write", "text": ""}).status_code == 422
    assert [browsers[name].post(path, {"deed": "confirm", "fact": "1"}).status_code for name in ("shen", "lin", "wang", "wang")] == [403, 302, 302, 409]
    assert "notice--success" in browsers["lin"].get(path).content.decode()
