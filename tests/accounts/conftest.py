"""Pages are rendered for real, with static files that nobody has collected."""

from pathlib import Path

import pytest

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(autouse=True)
def _uncollected(settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": PLAIN}
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
