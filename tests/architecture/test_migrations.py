"""The tables: made at once, taken away again, and never touched by a version that does not know them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cases.actions import tallies
from cases.models import DayTally, Tally
from courtlink.actions.review import take
from courtlink.models import Court
from tests.courtlink.test_court import red, sue
from tests.people import Story, staff

NEWEST = "0004_what_papers_are_made_of"


def migrate(app: str, name: str | None) -> None:
    MigrationExecutor(connection).migrate([(app, name)])


@pytest.mark.django_db(transaction=True)
def test_an_app_can_be_taken_away_and_founded_again(district):
    migrate("courtlink", None)
    assert "courtlink_filing" not in connection.introspection.table_names()
    migrate("courtlink", NEWEST)
    assert not Court.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'courtlink_filing'::regclass AND NOT tgisinternal")
        assert cursor.fetchone()[0] >= 2


@pytest.mark.django_db(transaction=True)
def test_what_was_kept_before_a_migration_is_there_after_it(district):
    filing = take(sue(red()).pk, by=staff("zhou"))
    migrate("courtlink", "0001_initial")
    migrate("courtlink", NEWEST)
    assert [(row.deadline.period.code, row.prolonged_why) for row in filing.clocks.all()] == [("T-FILE7", "")]


@pytest.mark.django_db(transaction=True)
def test_cases_that_were_there_before_the_tallies_are_counted(district):
    migrate("cases", "0001_initial")
    refused, waiting = red(), Story.begin()
    migrate("cases", "0002_tallies")
    assert tallies.differences() == []
    assert sorted(Tally.objects.values_list("colour", "cases")) == [("red", 1), ("yellow", 1)]
    assert sorted(DayTally.objects.values_list("happening", "cases")) == [("failed", 1), ("new", 2)]
    waiting.move("withdraw", waiting.lin, reason="no_longer")
    assert (refused.now().colour, tallies.differences()) == ("red", [])


def test_a_database_of_another_version_is_left_alone(db):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0099_of_tomorrow', now())")
    with pytest.raises(CommandError, match=r"cases\.0099_of_tomorrow.*Nothing was touched"):
        call_command("prepare")
