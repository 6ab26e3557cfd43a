"""The receiver as a fixture; http to the loopback is allowed as in a demonstration that says so."""

import pytest

from tests.outreach.receiver import Receiver


@pytest.fixture
def receiver(settings):
    settings.DEMO, settings.WEBHOOK_NETWORKS = True, ["127.0.0.0/8"]
    made = Receiver()
    yield made
    made.stop()
