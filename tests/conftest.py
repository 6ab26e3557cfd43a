"""Fixtures for every test."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.core.cache import cache
from django.db import connection, connections
from django.test import TransactionTestCase

from cases.actions import clocks
from cases.models import legal_limit
from cases.models.reasons import _in_force
from cases.reads.calendar import forget
from mediation.translations import compile_all
from rooms.actions.scribe import SCRIBE
from tests.database import EMPTY, FURNISH, run, take_a_copy
from tests.receiver import Receiver


def _refurnish(test: TransactionTestCase) -> None:  # noqa: ARG001
    """After a test that committed the district stands as before; Django's flush takes a second for the same."""
    run(EMPTY, FURNISH)


TransactionTestCase._fixture_teardown = _refurnish


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


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """A database for this process, with the demonstration district in it."""
    with django_db_blocker.unblock():
        take_a_copy(f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")


@pytest.fixture
def district(db: None) -> None:
    """The demonstration district: places, centres, staff, periods. It stands in every test's database."""


@pytest.fixture
def nothing(db: None) -> None:
    """An installation in which nobody and nothing is known yet."""
    run(EMPTY)


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
