"""Files that arrive in pieces, so that a lost network costs one piece at most (the core of tus 1.0.0).

Pieces lie in Django's default storage, aside from the vault, until the form that asked for the file is sent.
Then they become one upload like any other, with all its checks.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.refusals import Invalid, NotFound, TooLarge, TooMany, WrongMoment
from mediation.tokens import random_token
from mediation.vault import store
from mediation.vault.actions import LARGEST, MEGABYTE
from mediation.vault.models import Upload

PIECE, LEAST = 5 * MEGABYTE, 256 * 1024  # only the last piece may be smaller
KEPT_FOR = timedelta(hours=24)
AT_A_TIME, BYTES_AT_A_TIME = 20, 200 * MEGABYTE  # unfinished uploads of one holder
WITHOUT_ACCOUNT, BYTES_WITHOUT_ACCOUNT = "browser:", 4_000 * MEGABYTE  # of all who are not signed in together


class Damaged(Invalid):
    """The piece is not the one that was sent; it is sent again."""

    status = 460  # tus 1.0.0, checksum extension
    code = "damaged-piece"


def holder_of_user(pk: int) -> str:
    """How somebody who is signed in is named as a holder."""
    return f"user:{pk}"


@transaction.atomic
def begin(*, holder: str, size: int, name: str) -> Upload:
    """Announce a file of so many bytes; TooLarge and TooMany say what is possible."""
    if not 0 < size <= LARGEST:
        raise TooLarge(_("This file is too large. At most %(limit)d MB are possible.") % {"limit": LARGEST // MEGABYTE})
    with connection.cursor() as cursor:  # one announcement at a time, so that nobody counts past another
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('vault.uploads'))")
    on_the_way = Upload.objects.filter(expires_at__gt=timezone.now())
    mine, strangers = on_the_way.filter(holder=holder), on_the_way.filter(holder__startswith=WITHOUT_ACCOUNT)
    if holder.startswith(WITHOUT_ACCOUNT) and _bytes(strangers) + size > BYTES_WITHOUT_ACCOUNT:
        raise TooMany(_("Very many files are being sent just now. Please try again later, or add the file after applying."))
    if mine.count() >= AT_A_TIME or _bytes(mine) + size > BYTES_AT_A_TIME:
        raise TooMany(_("Many files are on their way already. Please finish those first."))
    return Upload.objects.create(key=random_token(26), holder=holder, name=name[:200], size=size, expires_at=timezone.now() + KEPT_FOR)


def _bytes(uploads: "QuerySet[Upload]") -> int:
    return uploads.aggregate(all=Sum("size"))["all"] or 0


def known(key: str, *, holder: str) -> Upload:
    """The upload of this holder; NotFound for everybody else and after its time."""
    upload = Upload.objects.filter(key=key, holder=holder, expires_at__gt=timezone.now()).first()
    if upload is None:
        raise NotFound(_("This file was not sent completely, or too long ago. Please choose it again."))
    return upload


@transaction.atomic
def take(key: str, *, holder: str, offset: int, content: bytes, checksum: bytes) -> Upload:
    """Add the piece that begins at `offset`; WrongMoment when another one is expected, Damaged when its SHA-256 is not `checksum`."""
    upload = Upload.objects.select_for_update().get(pk=known(key, holder=holder).pk)
    if offset != upload.received:
        raise WrongMoment(_("Another piece of this file is expected."), code="wrong-offset")
    if len(content) > PIECE or upload.received + len(content) > upload.size:
        raise TooLarge(_("This piece is larger than announced."))
    if len(content) < min(LEAST, upload.size - upload.received):
        raise Invalid(_("This piece is too small."))
    if hashlib.sha256(content).digest() != checksum:
        raise Damaged(_("A piece of the file was damaged on the way. It is sent again."))
    # A killed process may have left this piece: its row was never committed, so it is written anew.
    store.write(BytesIO(content), _place(upload, upload.pieces))
    upload.received, upload.pieces = upload.received + len(content), upload.pieces + 1
    upload.save(update_fields=["received", "pieces"])
    return upload


def assembled(key: str, *, holder: str) -> "UploadedFile[Any]":
    """The whole file, as if it had come with the form."""
    upload = known(key, holder=holder)
    if upload.received < upload.size:
        raise Invalid(_("This file was not sent completely, or too long ago. Please choose it again."), code="incomplete")
    whole = TemporaryUploadedFile(upload.name, "application/octet-stream", upload.size, None)
    for piece in _pieces(upload):
        whole.write(piece)
    if whole.tell() != upload.size:  # the storage lost something; better no file than a part of it
        raise Invalid(_("This file was not sent completely, or too long ago. Please choose it again."), code="incomplete")
    whole.seek(0)
    whole.release = partial(_drop, upload)  # type: ignore[attr-defined]  # called by the vault when it has kept the file
    return whole


def forget(key: str, *, holder: str) -> None:
    """Drop an upload and its pieces."""
    _drop(known(key, holder=holder))


def forget_old() -> int:
    """Drop what was never asked for. Return how many."""
    old = list(Upload.objects.filter(expires_at__lt=timezone.now()))
    for upload in old:
        _drop(upload)
    return len(old)


def _drop(upload: Upload) -> None:
    for number in range(upload.pieces + 1):  # one more: the piece of a process that was killed
        default_storage.delete(_place(upload, number))
    upload.delete()


def _pieces(upload: Upload) -> Iterator[bytes]:
    for number in range(upload.pieces):
        with default_storage.open(_place(upload, number), "rb") as piece:
            yield piece.read()


def _place(upload: Upload, number: int) -> str:
    return f"pieces/{upload.key}/{number:04}"
