"""The log of looks is only ever added to."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from mediation.ledger.actions import record
from mediation.ledger.models import AccessEntry
from mediation.people.models import User
from mediation.refusals import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing")]


@pytest.fixture
def shen():
    return User.objects.create(username="shen", name="沈")


@pytest.fixture
def entry(shen):
    entry = record(verb="reveal-phone", subject="party:12", by=shen, reason="call back", case=7)
    with connection.cursor() as cursor:
        # PostgreSQL refuses TRUNCATE while a deferred foreign key is unchecked; the wall must be what refuses.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return entry


def stored():
    return list(AccessEntry.objects.values("verb", "subject", "reason", "facts"))


THE_ENTRY = [{"verb": "reveal-phone", "subject": "party:12", "reason": "call back", "facts": {"case": 7}}]


def test_a_look_is_recorded_with_who_what_and_why(entry, shen):
    assert stored() == THE_ENTRY
    assert AccessEntry.objects.get().user == shen


def test_a_look_by_nobody_in_particular_has_no_user():
    record(verb="open", subject="paper:1", by=None)

    assert AccessEntry.objects.get().user_id is None


@pytest.mark.parametrize(
    "deed",
    [
        lambda _entry: AccessEntry.objects.update(reason="none"),
        lambda entry: AccessEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: AccessEntry(pk=entry.pk, verb="x", subject="y", at=datetime(2026, 1, 1, tzinfo=UTC)).save(),
        lambda entry: AccessEntry.objects.bulk_update([entry], ["verb"]),
    ],
    ids=["update", "delete", "save", "bulk_update"],
)
def test_the_orm_cannot_change_an_entry(entry, deed):
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        deed(entry)

    assert stored() == THE_ENTRY


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_accessentry SET reason = 'none'",
        "DELETE FROM ledger_accessentry",
        "TRUNCATE ledger_accessentry",
        "TRUNCATE ledger_accessentry CASCADE",
        # django-pgtrigger's own door: ours are compiled without it.
        "SELECT set_config('pgtrigger.ignore', '{ledger_accessentry:pgtrigger_ledger_access_keep_e88b8}', true); DELETE FROM ledger_accessentry",
    ],
)
def test_raw_sql_cannot_change_an_entry(entry, sql):
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert stored() == THE_ENTRY


def test_a_person_who_looked_cannot_be_deleted(entry, shen):
    with pytest.raises(IntegrityError), transaction.atomic():
        shen.delete()

    assert stored() == THE_ENTRY


def test_a_reason_that_is_too_long_is_refused_with_a_sentence(shen):
    with pytest.raises(Invalid) as refusal:
        record(verb="reveal-phone", subject="party:12", by=shen, reason="因" * 201)

    assert refusal.value.code == "reason-too-long"
    assert stored() == []


def test_facts_that_no_chain_could_hold_are_refused(shen):
    with pytest.raises(TypeError):
        record(verb="reveal-phone", subject="party:12", by=shen, amount=1.5)

    assert stored() == []
