"""The sealed package: a zip that is the same, byte for byte, for the same documents."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives import hashes

from mediation.ledger.chain import canonical

VERSION = 1
EPOCH = (1980, 1, 1, 0, 0, 0)
MANIFEST, SIGNATURE = "manifest.json", "manifest.jws"


@dataclass(frozen=True)
class Document:
    """One file of a package. `role` is lead for the paper that asks something of the court, connected for what supports it."""

    path: str
    kind: str
    role: str
    media: str
    content: bytes

    @cached_property
    def digests(self) -> dict[str, Any]:
        """Its size and hashes."""
        return digests(self.content)

    def entry(self) -> dict[str, Any]:
        """Its line in the manifest."""
        return {"path": self.path, "kind": self.kind, "role": self.role, "media": self.media, **self.digests}


def seal(facts: dict[str, Any], documents: list[Document], sign: Callable[[bytes], str]) -> bytes:
    """Return the zip: manifest.json, the documents sorted by their paths, manifest.jws (the detached signature of the manifest)."""
    inside = sorted(documents, key=lambda document: document.path)
    manifest = canonical({"version": VERSION, **facts, "documents": [document.entry() for document in inside]})
    return zipped([(MANIFEST, manifest), *((document.path, document.content) for document in inside), (SIGNATURE, sign(manifest).encode())])


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    """Stored, undated, in this order: nothing of the machine that wrote it is inside."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, raw in members:
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, raw)
    return out.getvalue()


def digests(raw: bytes) -> dict[str, Any]:
    """Size in bytes and both hashes, in hex: SHA-256, and SM3 for courts that must use it (GB/T 32905)."""
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(raw)
    return {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest(), "sm3": sm3.finalize().hex()}
