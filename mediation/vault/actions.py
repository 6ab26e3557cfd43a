"""Take files in: look at what they are, keep the original as it is, make a harmless preview."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path, PurePath
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mediation.ledger.actions import record
from mediation.refusals import Invalid
from mediation.vault import apart, documents, pictures, scanner, sounds, store
from mediation.vault.models import DrawnPage, FileState, StoredFile

MEGABYTE = 1024 * 1024
PICTURE_LIMIT = 20 * MEGABYTE
DOCUMENT_LIMIT = 30 * MEGABYTE
SOUND_LIMIT = 20 * MEGABYTE
LARGEST = max(PICTURE_LIMIT, DOCUMENT_LIMIT, SOUND_LIMIT)
NAME_LIMIT = 120  # characters
NOT_YET = timedelta(days=1)  # no deed takes longer from its first byte to its commit


@dataclass(frozen=True, slots=True)
class Made:
    """Something that we made ourselves, and its hash."""

    content: bytes
    name: str
    media_type: str
    sha256: str


def keep_picture(*, upload: "UploadedFile[Any]", by: Any) -> StoredFile:
    """Keep a photo (JPEG, PNG or WebP, up to 20 MB); Invalid with a sentence for anything else. `by` may be None."""
    size = _weigh(upload, PICTURE_LIMIT)
    source = cast("BinaryIO", upload)
    picture = pictures.examine(source, name=upload.name or "")
    return _keep(
        source,
        size=size,
        name=upload.name or "",
        by=by,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        preview=picture.preview,
    )


def keep_sound(*, upload: "UploadedFile[Any]", by: Any) -> StoredFile:
    """Keep a voice note (up to 20 MB and five minutes); Invalid with a sentence for anything else."""
    size = _weigh(upload, SOUND_LIMIT)
    source = cast("BinaryIO", upload)
    sound = sounds.examine(source, name=upload.name or "")
    return _keep(source, size=size, name=upload.name or "", by=by, media_type=sound.media_type, seconds=sound.seconds, preview=sound.copy)


def keep_document(*, upload: "UploadedFile[Any]", by: Any) -> StoredFile:
    """Keep a PDF (up to 30 MB), whose pages are then drawn by a job, or a photo (as `keep_picture`); Invalid with a sentence for anything else."""
    source = cast("BinaryIO", upload)
    name = upload.name or ""
    if pictures.has_suffix(name):
        return keep_picture(upload=upload, by=by)
    size = _weigh(upload, DOCUMENT_LIMIT)
    pages = documents.examine(source, name=name)
    file = _keep(source, size=size, name=name, by=by, media_type=documents.MEDIA_TYPE, pages=pages)
    plan_pages(file)
    return file


def keep_anything(*, upload: "UploadedFile[Any]", by: Any) -> StoredFile:
    """Keep a photo, a PDF or a voice note, whatever it is named like."""
    return (keep_sound if sounds.has_suffix(upload.name or "") else keep_document)(upload=upload, by=by)


def plan_pages(file: StoredFile) -> None:
    """Have the pages of a paper drawn by a job; what is no paper has none."""
    if file.media_type == documents.MEDIA_TYPE:
        app.configure_task("vault.draw_pages", lock=f"file:{file.sha256}", queue="files").defer(file=file.pk)


def draw_pages(file_id: int) -> None:
    """Make pictures of a paper's first pages; a paper that cannot be drawn can still be downloaded."""
    file = StoredFile.objects.get(pk=file_id)
    if DrawnPage.objects.filter(sha256=file.sha256).exists():
        return
    try:
        with store.get(file.sha256) as original:
            facts, drawn = apart.opened("pages", cast("BinaryIO", original))
    except apart.Unreadable:
        return
    with transaction.atomic():
        kept = _put([BytesIO(picture) for picture in drawn])
        rows = [
            DrawnPage(sha256=file.sha256, number=number, preview_sha256=digest, width=width, height=height)
            for number, ((width, height), digest) in enumerate(zip(facts["sizes"], kept, strict=True), start=1)
        ]
        DrawnPage.objects.bulk_create(rows, ignore_conflicts=True)


def keep_bytes(*, content: bytes, name: str, media_type: str, by: Any) -> StoredFile:
    """Keep something that we made ourselves: a sealed paper, a package. Only such files may be shown as they are."""
    return _keep(BytesIO(content), size=len(content), name=name, by=by, media_type=media_type, made_here=True)


def lay_down(files: Sequence[Made]) -> None:
    """Bring bytes to the disk before a lock is taken; `keep_laid` makes them files. When the deed fails after all, `sweep` finds them."""
    store.place({made.sha256: BytesIO(made.content) for made in files})


@transaction.atomic(savepoint=False)
def keep_laid(files: Sequence[Made], *, by: Any) -> list[StoredFile]:
    """Keep several things that we made ourselves, as `keep_bytes` does, after `lay_down`."""
    digests = [made.sha256 for made in files]
    _hold(digests)
    store.place({made.sha256: BytesIO(made.content) for made in files if not store.has(made.sha256)})  # swept a moment ago
    locked = set(StoredFile.objects.filter(sha256__in=digests, state=FileState.QUARANTINED).values_list("sha256", flat=True))
    return StoredFile.objects.bulk_create(
        StoredFile(
            sha256=made.sha256,
            size=len(made.content),
            name=_tidy(made.name),
            media_type=made.media_type,
            made_here=True,
            state=FileState.QUARANTINED if made.sha256 in locked else FileState.KEPT,
            created_by_id=getattr(by, "pk", None),
        )
        for made in files
    )


def keep_made(*, path: Path, name: str, media_type: str, seconds: int | None = None) -> StoredFile:
    """Keep a large file that we made ourselves, without ever having the whole of it in memory."""
    with path.open("rb") as source:
        return _keep(source, size=path.stat().st_size, name=name, by=None, media_type=media_type, seconds=seconds, made_here=True)


@transaction.atomic
def quarantine(file_id: int, *, by: Any, reason: str) -> StoredFile:
    """Lock the bytes away, under every row that holds them, and record who did it and why. A second call changes nothing."""
    file = StoredFile.objects.select_for_update().get(pk=file_id)
    locked = StoredFile.objects.filter(sha256=file.sha256).exclude(state=FileState.QUARANTINED).update(state=FileState.QUARANTINED)
    if locked:
        record(verb="quarantine", subject=f"file:{file.pk}", by=by, reason=reason, sha256=file.sha256, rows=locked)
    file.refresh_from_db()
    return file


@transaction.atomic
def erase(file_ids: Iterable[int]) -> int:
    """Delete the bytes of these files, after the commit, unless somebody else keeps the same; rows and hashes stay. Return how many files."""
    files = list(StoredFile.objects.select_for_update().filter(pk__in=set(file_ids)).exclude(state=FileState.ERASED))
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(state=FileState.ERASED, name="")
    gone = {file.sha256 for file in files} - set(StoredFile.objects.exclude(state=FileState.ERASED).values_list("sha256", flat=True).filter(sha256__in=[f.sha256 for f in files]))
    pages = DrawnPage.objects.filter(sha256__in=gone)
    previews = {file.preview_sha256 for file in files if file.preview_sha256} | set(pages.values_list("preview_sha256", flat=True))
    previews -= set(StoredFile.objects.exclude(state=FileState.ERASED).filter(preview_sha256__in=previews).values_list("preview_sha256", flat=True))
    pages.delete()
    for digest in gone | previews:
        transaction.on_commit(partial(_drop, digest))
    return len(files)


def sweep(prefix: str) -> int:
    """Delete the bytes under a hash that begins with `prefix` which nobody keeps: their deed failed after they were written. Return how many files."""
    before = timezone.now() - NOT_YET
    store.drop_unfinished(before=before)
    found = set(store.left_behind(prefix, before=before))
    kept = StoredFile.objects.exclude(state=FileState.ERASED)
    for rows, column in ((kept, "sha256"), (kept, "preview_sha256"), (DrawnPage.objects, "preview_sha256")):
        found -= set(rows.filter(**{f"{column}__in": found}).values_list(column, flat=True))
    return sum(_drop(digest) for digest in found)


@transaction.atomic
def _drop(digest: str) -> bool:
    """Delete bytes that nobody keeps, unless somebody brought the same a moment ago. Return whether they went."""
    _hold([digest])
    kept = StoredFile.objects.exclude(state=FileState.ERASED).filter(Q(sha256=digest) | Q(preview_sha256=digest))
    if kept.exists() or DrawnPage.objects.filter(preview_sha256=digest).exists():
        return False
    store.drop(digest)
    return True


def _hold(digests: Sequence[str]) -> None:
    """Until the end of the transaction nobody else keeps or drops these bytes. Everybody takes them in one order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(n) FROM (SELECT DISTINCT hashtext(d) AS n FROM unnest(%s::text[]) AS d ORDER BY n) AS held", [list(digests)])


def _put(sources: Sequence[BinaryIO]) -> list[str]:
    """Bring bytes to the disk, and hold them until the end of the transaction."""
    digests = [store.hash_of(source) for source in sources]
    _hold(digests)
    store.place(dict(zip(digests, sources, strict=True)))
    return digests


@transaction.atomic
def _keep(source: BinaryIO, *, name: str, by: Any, preview: bytes = b"", **facts: Any) -> StoredFile:
    """One blob for the same bytes, one row for everybody who gave them. What was locked away stays so under a new row."""
    digest, *looks = _put([source, BytesIO(preview)] if preview else [source])
    locked = StoredFile.objects.filter(sha256=digest, state=FileState.QUARANTINED).exists()
    state = FileState.QUARANTINED if locked else FileState.KEPT
    if release := getattr(source, "release", None):  # it came in pieces, which are not needed any more
        transaction.on_commit(release)
    return StoredFile.objects.create(sha256=digest, preview_sha256="".join(looks), name=_tidy(name), created_by_id=getattr(by, "pk", None), state=state, **facts)


def _weigh(upload: "UploadedFile[Any]", limit: int) -> int:
    """Return the size in bytes; Invalid for nothing, for too much, and for what the scanner finds harmful."""
    size = upload.size or 0
    if size == 0:
        raise Invalid(_("This file is empty. Please choose it again."), code="empty-file")
    if size > limit:
        sentence = _("This file is too large (%(size)d MB). At most %(limit)d MB are possible. Please choose a smaller one, or take the photo again with a lower resolution.")
        raise Invalid(sentence % {"size": -(-size // MEGABYTE), "limit": limit // MEGABYTE}, code="too-large")
    scanner.refuse_infected(cast("BinaryIO", upload))
    return size


def _tidy(name: str) -> str:
    """Keep what a person can read of a file's name: no folders, no signs that turn or hide text, the ending intact."""
    readable = PurePath("".join(sign for sign in name if sign.isprintable()).replace("\\", "/")).name
    ending = PurePath(readable).suffix[:10]
    return readable if len(readable) <= NAME_LIMIT else readable[: NAME_LIMIT - len(ending)] + ending
