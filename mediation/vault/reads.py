"""Open what was kept. Whether the reader may have it is decided before, by the app that owns the link."""

import structlog
from django.core.files import File

from mediation.vault import store
from mediation.vault.errors import Erased, LockedAway, Lost, NothingToShow
from mediation.vault.models import FileState, StoredFile

logger = structlog.get_logger(__name__)


def open_original(file: StoredFile) -> "File[bytes]":
    """Open the bytes as they were given; LockedAway in quarantine, Lost when the storage has lost them."""
    return open_bytes(file, file.sha256)


def open_preview(file: StoredFile) -> "File[bytes]":
    """Open the harmless picture or sound; NothingToShow when there is none, otherwise as `open_original`."""
    if not file.preview_sha256:
        raise NothingToShow
    return open_bytes(file, file.preview_sha256)


def open_bytes(file: StoredFile, digest: str) -> "File[bytes]":
    """Open what lies under this hash and belongs to the file, as `open_original`."""
    if file.state == FileState.QUARANTINED:
        raise LockedAway
    if file.state == FileState.ERASED:
        raise Erased
    try:
        return store.get(digest)
    except FileNotFoundError as lost:
        logger.error("file_lost", file=file.pk, sha256=digest)  # noqa: TRY400 - the trace tells nothing more
        raise Lost from lost
