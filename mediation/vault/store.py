"""Bytes under their hash, in Django's default storage: the same bytes are kept once and never changed.

On a disk they are written aside, synced, then renamed, so that half a file is never seen, even after a power cut.
An object store has no folders; there one PUT is whole or is not.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

INCOMING = "incoming"  # the same disk as the store, so that the rename is atomic; what lies here was never finished
CHUNK = 1024 * 1024  # bytes
_anchored: set[Path] = set()  # folders whose own name this process knows to be durable


def name_of(digest: str) -> str:
    """Return where the bytes of this hash lie in the storage."""
    return f"sha256/{digest[:2]}/{digest[2:4]}/{digest}"


def put(source: BinaryIO) -> str:
    """Keep bytes durably and return their SHA-256 in hex; the whole file is never in memory."""
    digest = hash_of(source)
    place({digest: source})
    return digest


def place(files: Mapping[str, BinaryIO]) -> None:
    """Keep the bytes of several files durably under the hashes that their sources have. Together they cost less than one by one."""
    missing = {digest: source for digest, source in files.items() if not has(digest)}
    for source in missing.values():
        source.seek(0)
    write_all([(source, name_of(digest)) for digest, source in missing.items()], found=[name_of(digest) for digest in files if digest not in missing])


def has(digest: str) -> bool:
    """Tell whether the bytes of this hash are here."""
    return bool(default_storage.exists(name_of(digest)))


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
    write_all([(source, name)])


def write_all(files: Iterable[tuple[BinaryIO, str]], *, found: Iterable[str] = ()) -> None:
    """Write several files as `write` does; every folder is synced once, after the last of them.

    `found` names files that are here already: whoever wrote one may not have come to syncing its folder yet.
    """
    if not isinstance(default_storage, FileSystemStorage):
        for source, name in files:
            default_storage.delete(name)
            default_storage.save(name, File(source))
        return
    targets = [(source, Path(default_storage.path(name))) for source, name in files]
    for source, target in targets:
        _write_aside(source, target)
    _sync_folders({target.parent for _source, target in targets} | {Path(default_storage.path(name)).parent for name in found})


def _write_aside(source: BinaryIO, target: Path) -> None:
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


def _sync_folders(changed: set[Path]) -> None:
    """Make the new names durable too: a rename lives in its folder, a new folder in the one above.

    Folders are never deleted, so what this process once made durable stays so.
    """
    root = Path(default_storage.path(""))
    new = {place for folder in changed for place in (folder, *folder.parents) if place != root and place.is_relative_to(root)} - _anchored
    for place in changed | {folder.parent for folder in new}:
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    _anchored.update(new)


def left_behind(prefix: str, *, before: datetime) -> Iterator[str]:
    """Yield the hashes under the two first letters `prefix` that are older than a moment."""
    first = f"sha256/{prefix}"
    for folder in default_storage.listdir(first)[0] if default_storage.exists(first) else ():
        for digest in default_storage.listdir(f"{first}/{folder}")[1]:
            if default_storage.get_modified_time(name_of(digest)) < before:
                yield digest


def drop_unfinished(*, before: datetime) -> None:
    """Delete what a killed process was writing."""
    for name in default_storage.listdir(INCOMING)[1] if default_storage.exists(INCOMING) else ():
        if default_storage.get_modified_time(f"{INCOMING}/{name}") < before:
            default_storage.delete(f"{INCOMING}/{name}")
