"""Bytes on the disk before any row speaks of them: all durable, none lost, and what nobody keeps goes."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone

from mediation.vault import actions, store
from mediation.vault.actions import Made, keep_bytes, keep_laid, lay_down, sweep
from mediation.vault.models import DrawnPage
from tests.vault.makers import files_in

pytestmark = pytest.mark.django_db
HEX = [f"{number:02x}" for number in range(256)]


def made(*words: str) -> list[Made]:
    contents = [word.encode() for word in words]
    return [Made(content, "paper.pdf", "application/pdf", store.hash_of(BytesIO(content))) for content in contents]


def sweep_all() -> int:
    return sum(sweep(prefix) for prefix in HEX)


def grow_old(vault: Path) -> None:
    before = (timezone.now() - timedelta(days=2)).timestamp()
    for path in files_in(vault):
        os.utime(path, (before, before))


def test_several_files_are_synced_each_once_and_each_folder_once_after_all_of_them(vault, monkeypatch):
    synced, real = [], os.fsync

    def watched(handle):
        synced.append(Path(f"/proc/self/fd/{handle}").readlink())
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    files = made("one", "two", "three", "four")
    lay_down(files)
    folders = {place for path in files_in(vault) for place in path.parents if place.is_relative_to(vault)}
    assert [path.parent.name for path in synced[:4]] == ["incoming"] * 4
    assert sorted(synced[4:]) == sorted(folders)

    synced.clear()
    lay_down(files)
    assert set(synced) == {path.parent for path in files_in(vault)}  # whoever wrote them may have died before that


def test_what_was_laid_down_becomes_files_in_its_order(vault, lin):
    files = made("one", "two")
    lay_down(files)
    kept = keep_laid(files, by=lin)
    assert [(file.sha256, file.size, file.made_here, file.created_by) for file in kept] == [(one.sha256, len(one.content), True, lin) for one in files]


def test_what_was_locked_away_stays_so_under_a_new_row(vault, lin):
    actions.quarantine(keep_bytes(content=b"one", name="x.pdf", media_type="application/pdf", by=lin).pk, by=lin, reason="harmful")
    assert [file.state for file in keep_laid(made("one", "two"), by=lin)] == ["quarantined", "kept"]


def test_bytes_that_were_swept_a_moment_before_are_there_again(vault, lin):
    files = made("one", "two")
    lay_down(files)
    store.drop(files[0].sha256)
    keep_laid(files, by=lin)
    assert [store.get(file.sha256).read() for file in files] == [b"one", b"two"]


def test_only_what_nobody_keeps_goes(vault, lin):
    lay_down(made("nobody keeps this"))
    paper = keep_bytes(content=b"a paper", name="x.pdf", media_type="application/pdf", by=lin)
    look, page = store.put(BytesIO(b"how it looks")), store.put(BytesIO(b"its first page"))
    paper.preview_sha256 = look
    paper.save()
    DrawnPage.objects.create(sha256=paper.sha256, number=1, preview_sha256=page, width=1, height=1)
    assert sweep_all() == 0  # a deed may still be under way

    grow_old(vault)
    assert sweep_all() == 1
    assert {path.name for path in files_in(vault)} == {paper.sha256, look, page}


def test_what_a_killed_process_was_writing_goes(vault, lin):
    lay_down(made("one"))
    (vault / "incoming" / "half").write_bytes(b"ha")
    grow_old(vault)
    sweep("00")
    assert not (vault / "incoming" / "half").exists()
