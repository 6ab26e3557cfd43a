"""Check a sealed package with nothing but its bytes and the sender's public keys: no network, no database."""

import json
import struct
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from joserfc.jwk import KeySet

from courtlink import jws
from courtlink.package import MANIFEST, SIGNATURE, VERSION, digests, zipped
from mediation.ledger.chain import canonical

LARGEST = 500 * 1024 * 1024  # bytes of one package; nothing larger is opened
BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError, KeyError, struct.error)  # what zipfile raises for damaged bytes
HASHES = ("size", "sha256", "sm3")


class Unreadable(Exception):
    """This is not a package at all."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, and with which file of the package; no path: with the package as a whole."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}" if self.path else self.what


@dataclass(frozen=True, slots=True)
class Finding:
    """What a package says, and what is wrong with it."""

    manifest: dict[str, Any]
    flaws: list[Flaw]
    signed_by: str = ""


def verify(content: bytes, keys: KeySet | None) -> Finding:
    """Look at every byte. Without keys the signature stays unchecked, and that is a flaw. Raises Unreadable."""
    members = _members(content)
    names = [name for name, _raw in members]
    inside = dict(members)
    manifest = _manifest(inside)
    flaws = [Flaw(name, "stands in the package twice") for name in sorted({name for name in names if names.count(name) > 1})]
    flaws += _documents(manifest, inside)
    signed_by, wrong = _signature(inside, keys)
    flaws += wrong
    if canonical(manifest) != inside[MANIFEST]:
        flaws.append(Flaw(MANIFEST, "is not written in its one canonical form"))
    if not flaws and zipped(_in_order(manifest, inside)) != content:
        flaws.append(Flaw("", "the zip holds bytes that belong to no document"))
    return Finding(manifest, flaws, signed_by)


def _members(content: bytes) -> list[tuple[str, bytes]]:
    if len(content) > LARGEST:
        raise Unreadable("it is larger than any package")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(entry.compress_type != zipfile.ZIP_STORED or entry.file_size > len(content) for entry in entries):
                raise Unreadable("its files are packed; ours are stored as they are")
            found = [(entry.filename, _raw(archive, entry)) for entry in entries]
    except BROKEN as fault:
        raise Unreadable("it is not a readable zip") from fault
    if MANIFEST not in dict(found):
        raise Unreadable("it has no manifest")
    return found


def _raw(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes as they lie there, whatever the zip's own checksum says: our hashes find more than it does. Nothing for a file whose frame is broken."""
    try:
        with archive.open(entry) as file:
            file._expected_crc = None  # type: ignore[attr-defined]
            return file.read()
    except BROKEN:
        return b""


def _manifest(inside: dict[str, bytes]) -> dict[str, Any]:
    try:
        said = json.loads(inside[MANIFEST])
        canonical(said)
    except (ValueError, TypeError, RecursionError) as fault:
        raise Unreadable("its manifest is not JSON of ours") from fault
    rows = said.get("documents") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("path"), str) for row in rows) or said.get("version") != VERSION:
        raise Unreadable(f"its manifest is not of version {VERSION}")
    return dict(said)


def _documents(manifest: dict[str, Any], inside: dict[str, bytes]) -> list[Flaw]:
    listed = {row["path"]: row for row in manifest["documents"]}
    flaws = [Flaw(path, "is missing") for path in sorted(set(listed) - set(inside))]
    flaws += [Flaw(path, "is not in the manifest") for path in sorted(set(inside) - set(listed) - {MANIFEST, SIGNATURE})]
    for path in sorted(set(listed) & set(inside)):
        found = digests(inside[path])
        flaws += [Flaw(path, f"has another {name} than the manifest says") for name in HASHES if found[name] != listed[path].get(name)]
    return flaws


def _signature(inside: dict[str, bytes], keys: KeySet | None) -> tuple[str, list[Flaw]]:
    if SIGNATURE not in inside:
        return "", [Flaw(SIGNATURE, "is missing")]
    if keys is None:
        return "", [Flaw(SIGNATURE, "was not checked: no key was given")]
    try:
        return jws.verify(inside[SIGNATURE].decode("ascii", "replace"), inside[MANIFEST], keys), []
    except jws.BadSignature:
        return "", [Flaw(SIGNATURE, "was not made by any of these keys for this manifest")]


def _in_order(manifest: dict[str, Any], inside: dict[str, bytes]) -> list[tuple[str, bytes]]:
    paths = [MANIFEST, *sorted(row["path"] for row in manifest["documents"]), SIGNATURE]
    return [(path, inside[path]) for path in paths]
