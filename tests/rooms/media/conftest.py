"""One pair of media servers for all tests of this folder."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.rooms.media.stage import FLAGS, MediaServers


@pytest.fixture(scope="session")
def servers():
    if shutil.which("janus") is None or shutil.which("turnserver") is None:
        pytest.skip("Debian's janus and coturn are not installed (.ci/packages test)")
    running = MediaServers(MEDIA_LOCAL="1")
    yield running
    running.stop()


@pytest.fixture
def media(servers, settings):
    servers.tell(settings)
    return servers


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True, scope="module")
def _beside_a_loop():
    """Playwright keeps an event loop in this thread, in which nothing of ours runs; production never has this switch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield
