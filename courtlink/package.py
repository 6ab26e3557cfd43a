"""The sealed package: a zip that is the same, byte for byte, for the same documents."""

import hashlib
import zipfile
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives import hashes

from mediation.ledger.chain import canonical

EPOCH = (1980, 1, 1, 0, 0, 0)


def seal(facts: dict[str, Any], documents: list[tuple[str, bytes]]) -> bytes:
    """Return the zip: manifest.json (sha256 and sm3 of every document) and the documents, stored, sorted, undated."""
    entries = [{"path": path, "size": len(raw), "sha256": hashlib.sha256(raw).hexdigest(), "sm3": _sm3(raw)} for path, raw in sorted(documents)]
    manifest = canonical({"version": 1, **facts, "documents": entries})
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, raw in [("manifest.json", manifest), *sorted(documents)]:
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, raw)
    return out.getvalue()


def _sm3(raw: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(raw)
    return digest.finalize().hex()
