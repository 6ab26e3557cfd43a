"""Fixtures for every test."""

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.core.cache import cache
from django.db import connection, connections
from django.db.backends.postgresql.operations import DatabaseOperations

from cases.actions import clocks
from cases.actions.demo import load_district
from cases.models import legal_limit
from cases.models.reasons import _in_force
from cases.reads.calendar import forget
from mediation.translations import compile_all
from rooms.actions.scribe import SCRIBE
from tests.receiver import Receiver

_flush = DatabaseOperations.execute_sql_flush


def _flush_past_the_walls(self: DatabaseOperations, sql_list: list[str]) -> None:
    """Empty the tables between tests although append-only walls refuse TRUNCATE; only a superuser can do this."""
    _flush(self, ["SET session_replication_role = replica", *sql_list, "SET session_replication_role = origin"])


DatabaseOperations.execute_sql_flush = _flush_past_the_walls


def pytest_sessionstart(session: pytest.Session) -> None:  # noqa: ARG001
    """Translations are compiled, not committed."""
    compile_all()


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Nothing remembered from another test's database."""
    cache.clear()
    clocks._period.cache_clear()
    _in_force.cache_clear()
    legal_limit.cache_clear()
    forget()
    yield
    SCRIBE.forget()
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()  # the thread in which async tests ask the database
    if connection.connection is not None and not connection.in_atomic_block:
        connection.close()


@pytest.fixture
def district(db: None) -> None:
    """The demonstration district: places, centres, staff, periods."""
    load_district()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """Another system that is told; http to the loopback is allowed as in a demonstration that says so."""
    settings.DEMO, settings.WEBHOOK_NETWORKS = True, ["127.0.0.0/8"]
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def _uncollected(settings: Any) -> None:
    """Pages are rendered for real, with static files that nobody has collected."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
