"""Bytes under their hash, in Django's default storage: the same bytes are kept once and never changed.

On a disk they are written aside, synced, then renamed, so that half a file is never seen, even after a power cut.
An object store has no folders; there one PUT is whole or is not.
"""

import os
from hashlib import sha256
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

INCOMING = "incoming"  # the same disk as the store, so that the rename is atomic; what lies here was never finished
CHUNK = 1024 * 1024  # bytes


def name_of(digest: str) -> str:
    """Return where the bytes of this hash lie in the storage."""
    return f"sha256/{digest[:2]}/{digest[2:4]}/{digest}"


def put(source: BinaryIO) -> str:
    """Keep bytes durably and return their SHA-256 in hex; the whole file is never in memory."""
    digest = hash_of(source)
    if not default_storage.exists(name_of(digest)):
        source.seek(0)
        write(source, name_of(digest))
    return digest


def get(digest: str) -> "File[bytes]":
    """Open the bytes for reading; FileNotFoundError when the storage has lost them."""
    return default_storage.open(name_of(digest), "rb")


def drop(digest: str) -> None:
    """Delete the bytes; nothing when they are gone already."""
    default_storage.delete(name_of(digest))


def hash_of(source: BinaryIO) -> str:
    """Return the SHA-256 of the whole, in hex."""
    source.seek(0)
    hashed = sha256()
    while chunk := source.read(CHUNK):
        hashed.update(chunk)
    return hashed.hexdigest()


def write(source: BinaryIO, name: str) -> None:
    """Write bytes under a name, whole and durable or not at all; what was there before is replaced."""
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.delete(name)
        default_storage.save(name, File(source))
        return
    target = Path(default_storage.path(name))
    aside = Path(default_storage.path(INCOMING))
    for folder in (aside, target.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=aside, delete=False) as part:
        try:
            copyfileobj(source, part, CHUNK)
            part.flush()
            os.fchmod(part.fileno(), 0o400)
            os.fsync(part.fileno())
            Path(part.name).replace(target)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    _sync_folders(target.parent)


def _sync_folders(folder: Path) -> None:
    """Make the new names durable too: a rename lives in its folder, a new folder in the one above."""
    root = Path(default_storage.path(""))
    for place in (folder, *folder.parents):
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if place == root:
            return
