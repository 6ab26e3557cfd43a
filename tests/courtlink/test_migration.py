"""Filings of the time before packages were carried: what was sent has been received."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courtlink.models import Court, Filing
from tests.courtlink.test_court import red, sue


def migrate(name: str = "") -> None:
    """To a migration by its name, or to the newest."""
    executor = MigrationExecutor(connection)
    executor.migrate([("courtlink", name)] if name else executor.loader.graph.leaf_nodes("courtlink"))


@pytest.mark.django_db(transaction=True)
def test_what_lay_before_the_clerks_is_received_and_can_go_on(district):
    sent = sue(red())
    migrate("0001_initial")
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM courtlink_filing WHERE id = %s", [sent.pk])
        assert cursor.fetchone() == ("submitted",)
    migrate("0003_what_was_sent_has_arrived")
    migrate()
    row = Filing.objects.get(pk=sent.pk)
    assert (row.state, row.received_at, row.attempts, row.documents.get(role="lead").kind, Court.objects.get().adapter) == ("received", row.submitted_at, 1, "complaint", "inbox")
