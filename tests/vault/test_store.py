"""How bytes are kept: once, whole, or not at all."""

import os
import stat
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from mediation.vault import store
from tests.vault.makers import files_in

CONTENT = b"the same words" * 1000
DIGEST = sha256(CONTENT).hexdigest()

KILLED_BEFORE_THE_RENAME = """
import os, signal, sys
from io import BytesIO
from pathlib import Path
from django.conf import settings
settings.configure(STORAGES={"default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": sys.argv[1]}}})
from mediation.vault import store
Path.replace = lambda aside, target: os.kill(os.getpid(), signal.SIGKILL)
store.put(BytesIO(b"the same words" * 1000))
"""


def test_bytes_lie_under_their_hash_and_nobody_may_write_or_read_them_but_us(vault):
    assert store.put(BytesIO(CONTENT)) == DIGEST

    place = vault / "sha256" / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert files_in(vault) == [place]
    assert place.read_bytes() == CONTENT
    assert stat.S_IMODE(place.stat().st_mode) == 0o400


def test_the_same_bytes_twice_are_one_blob_and_are_not_written_again(vault):
    store.put(BytesIO(CONTENT))
    before = files_in(vault)[0].stat()

    store.put(BytesIO(CONTENT))

    assert [path.stat() for path in files_in(vault)] == [before]


def test_a_source_that_was_read_before_is_kept_from_its_beginning(vault):
    source = BytesIO(CONTENT)
    source.read(100)

    assert store.put(source) == DIGEST
    with store.get(DIGEST) as handle:
        assert handle.read() == CONTENT


def test_a_failed_write_leaves_nothing_behind(vault, monkeypatch):
    def disk_is_full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_is_full)

    with pytest.raises(OSError, match="No space"):
        store.put(BytesIO(CONTENT))

    assert files_in(vault) == []


def test_a_process_killed_between_writing_and_renaming_leaves_nothing_visible(vault):
    killed = subprocess.run([sys.executable, "-c", KILLED_BEFORE_THE_RENAME, str(vault)], check=False, cwd=Path(__file__).parents[2])

    assert killed.returncode == -9
    assert not default_storage.exists(store.name_of(DIGEST))
    assert [path.parent.name for path in files_in(vault)] == ["incoming"]
    assert store.put(BytesIO(CONTENT)) == DIGEST
    with store.get(DIGEST) as handle:
        assert handle.read() == CONTENT


def test_a_lost_blob_is_an_error_and_not_an_empty_file(vault):
    with pytest.raises(FileNotFoundError):
        store.get(DIGEST)


def test_a_store_without_folders_keeps_bytes_under_the_same_name(settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}

    assert store.put(BytesIO(CONTENT)) == DIGEST
    assert store.put(BytesIO(CONTENT)) == DIGEST
    with store.get(DIGEST) as handle:
        assert handle.read() == CONTENT
    assert default_storage.listdir(f"sha256/{DIGEST[:2]}/{DIGEST[2:4]}") == ([], [DIGEST])
