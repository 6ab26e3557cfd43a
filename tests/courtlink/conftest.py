"""Courts of every kind."""

import pytest

from tests.courtlink.line import NETWORKS, SandboxSide, side


@pytest.fixture(params=["inbox", "http", "troubled"])
def court(request, settings, district):
    """The clerks' pages, a court over HTTP, and one that drops, delays, doubles and reorders."""
    settings.DEMO, settings.COURT_NETWORKS = True, NETWORKS
    made = side(request.param)
    yield made
    if made.sandbox:
        made.sandbox.stop()


@pytest.fixture
def far_court(settings, district):
    """A court over HTTP."""
    settings.DEMO, settings.COURT_NETWORKS = True, NETWORKS
    made: SandboxSide = side("http")
    yield made
    made.sandbox.stop()
