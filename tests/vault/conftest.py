"""A vault of its own for every test, and people who bring files."""

from pathlib import Path

import pytest

from mediation.people.models import User


@pytest.fixture
def vault(settings, tmp_path) -> Path:
    """An empty store on a real disk."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "vault"}}}
    return tmp_path / "vault"


@pytest.fixture
def lin(db) -> User:
    """A citizen who brings photos."""
    return User.objects.create(username="c-lin", name="林")
