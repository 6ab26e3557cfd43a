"""Rows about files: one for everybody who gave it, names kept private, bad ones locked away."""

import pytest
from django.db import IntegrityError, connection, transaction

from mediation.ledger.models import AccessEntry
from mediation.vault.actions import keep_bytes, keep_picture, quarantine
from mediation.vault.errors import LockedAway, Lost, NothingToShow
from mediation.vault.models import FileState, StoredFile
from mediation.vault.reads import open_original, open_preview
from tests.vault.makers import files_in, picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]


def kept_paper(content=b"%PDF-1.7 ours"):
    return keep_bytes(content=content, name="BJ-1.pdf", media_type="application/pdf", by=None)


def test_the_same_photo_from_two_people_is_one_blob_and_two_rows(vault, lin):
    first = keep_picture(upload=upload(picture(), "mine.jpg"), by=lin)
    second = keep_picture(upload=upload(picture(), "yours.jpg"), by=None)

    assert first.pk != second.pk
    assert (first.sha256, first.preview_sha256) == (second.sha256, second.preview_sha256)
    assert [file.name for file in StoredFile.objects.order_by("pk")] == ["mine.jpg", "yours.jpg"]
    assert len(files_in(vault)) == 2  # the original and its preview


def test_a_name_is_ciphertext_in_the_database(lin):
    keep_picture(upload=upload(picture(), "张三离婚.jpg"), by=lin)

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM vault_storedfile")
        stored = bytes(cursor.fetchone()[0])
    assert "张三".encode() not in stored
    assert StoredFile.objects.get().name == "张三离婚.jpg"


def test_the_words_of_a_row_tell_no_name(lin):
    file = keep_picture(upload=upload(picture(), "张三.jpg"), by=lin)

    assert str(file) == f"image/jpeg {file.sha256[:12]}"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\lin\\photo.jpg", "photo.jpg"),
        ("photo\u202egpj.jpg", "photogpj.jpg"),
        ("photo\x00\r\n.jpg", "photo.jpg"),
        ("长" * 300 + ".jpg", "长" * 116 + ".jpg"),
        ("a" * 116 + ".jpg", "a" * 116 + ".jpg"),
        ("broken\udcff.jpg", "broken.jpg"),
    ],
)
def test_a_name_is_kept_as_far_as_a_person_can_read_it(given, kept):
    file = keep_bytes(content=b"x", name=given, media_type="image/jpeg", by=None)

    assert StoredFile.objects.get(pk=file.pk).name == kept


def test_our_own_paper_is_marked_as_ours_and_has_no_preview():
    file = kept_paper()

    assert (file.made_here, file.is_picture, file.size) == (True, False, 13)
    with pytest.raises(NothingToShow):
        open_preview(file)


def test_a_file_locked_away_opens_for_nobody_under_any_row_and_the_deed_is_recorded(lin):
    first = keep_picture(upload=upload(picture()), by=lin)
    second = keep_picture(upload=upload(picture()), by=None)

    locked = quarantine(first.pk, by=lin, reason="virus")
    quarantine(first.pk, by=lin, reason="virus")

    assert locked.state == FileState.QUARANTINED
    later = keep_picture(upload=upload(picture()), by=None)
    for file in (locked, StoredFile.objects.get(pk=second.pk), later):
        with pytest.raises(LockedAway):
            open_original(file)
        with pytest.raises(LockedAway):
            open_preview(file)
    entries = AccessEntry.objects.values_list("verb", "subject", "user", "reason", "facts")
    assert list(entries) == [("quarantine", f"file:{first.pk}", lin.pk, "virus", {"sha256": first.sha256, "rows": 2})]


def test_other_files_stay_open(lin):
    quarantine(kept_paper().pk, by=lin, reason="virus")

    with open_original(kept_paper(b"another")) as handle:
        assert handle.read() == b"another"


def test_lost_bytes_are_an_incident_with_a_sentence(vault):
    file = kept_paper()
    files_in(vault)[0].unlink()

    with pytest.raises(Lost) as refusal:
        open_original(file)

    assert (refusal.value.status, refusal.value.code) == (503, "file-lost")


@pytest.mark.parametrize("change", [{"sha256": "../../etc/passwd"}, {"sha256": "A" * 64}, {"size": 0}, {"state": "fine"}])
def test_the_database_refuses_rows_that_cannot_be(change):
    file = kept_paper()

    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(**change)
