"""Check an exported record: python verify.py record.zip [roots.pem]. Nothing else is needed: no network, no database, only Python 3.9 or newer.

With a file of roots that you trust to say what time it is, the time-stamp's signature is checked too; that takes the program openssl.

It stands alone, so it says once more how a chain and a tree are hashed. It tells what it found in plain words, and ends with 0 when all of it holds, with 1 when something was changed, with 2 when it is no record.
"""

import base64
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

MOST = 2_000_000_000  # bytes, unpacked


def canonical(value: Any) -> bytes:
    """Canonical JSON: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check_files(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[str]:
    """Every file is there, unchanged, and nothing else is."""
    named = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    there = set(archive.namelist()) - {"manifest.json", "verify.py", "README.txt"}
    yield from (f"missing: {path}" for path in sorted(set(named) - there))
    yield from (f"not listed: {path}" for path in sorted(there - set(named)))
    for path in sorted(set(named) & there):
        if sha256(archive.read(path)).hexdigest() != named[path]:
            yield f"changed: {path}"


def check_chain(steps: list[dict[str, Any]]) -> Iterator[str]:
    """Every step follows the one before; what is disclosed says what was hashed. Sealed steps show their hash alone."""
    before = "00" * 32
    for number, step in enumerate(steps, start=1):
        if step["seq"] != number:
            yield f"step {number} is missing"
            return
        said = step.get("payload")
        if said is not None and (said["seq"] != number or sha256(bytes.fromhex(before) + canonical(said)).hexdigest() != step["hash"]):
            yield f"step {number} was changed"
        before = step["hash"]


def check_papers(manifest: dict[str, Any]) -> Iterator[str]:
    """A paper that says which step sealed it was sealed there."""
    told = {step["seq"]: canonical(step["payload"]["facts"]).decode() for step in manifest["steps"] if "payload" in step}
    for entry in manifest["files"]:
        if entry.get("step") and entry["sha256"] not in told.get(entry["step"], ""):
            yield f"{entry['path']} is not what step {entry['step']} sealed"


def check_day(manifest: dict[str, Any], roots: str) -> Iterator[str]:
    """The case was among those whose hashes the root of the day stands for, and the time stamp is about that root."""
    day = manifest.get("day")
    if not day:
        return
    heads = {step["hash"] for step in manifest["steps"]}
    if day["head"] not in heads:
        yield "the root of the day is about another chain"
    found = sha256(b"\x00" + canonical({"head": day["head"], "subject": day["subject"]})).digest()
    for side, other in day["path"]:
        found = sha256(b"\x01" + (found + bytes.fromhex(other) if side == "right" else bytes.fromhex(other) + found)).digest()
    if found.hex() != day["root"]:
        yield f"the root of {day['day']} does not contain this chain"
    if day["stamp"]:
        yield from check_stamp(day, roots)


def der(data: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """The values that stand one after the other in DER, with their tags."""
    while at < len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            more = size & 0x7F
            size, at = int.from_bytes(data[at : at + more], "big"), at + more
        if at + size > len(data):
            raise ValueError("a broken time stamp")
        yield tag, data[at : at + size]
        at += size


def inside(data: bytes, *places: int) -> bytes:
    """The value that one reaches by these places, each counted from 0."""
    for place in places:
        data = [content for _tag, content in der(data)][place]
    return data


def stamped(token: bytes) -> tuple[bytes, str]:
    """The hash that a time-stamp token (RFC 3161) is about, and the moment that it names."""
    said = inside(token, 0, 1, 0, 2, 1, 0, 0)  # ContentInfo, SignedData, EncapsulatedContentInfo, TSTInfo
    return inside(said, 2, 1), inside(said, 4).decode("ascii")


def check_stamp(day: dict[str, Any], roots: str) -> Iterator[str]:
    """The time stamp is about this root; with `roots`, it is also signed by whom they vouch for."""
    token = base64.b64decode(day["stamp"], validate=True)
    if stamped(token)[0].hex() != day["root"]:
        yield f"the time stamp is not about the root of {day['day']}"
    elif roots:
        with tempfile.NamedTemporaryFile() as file:
            file.write(token)
            file.flush()
            asked = ["openssl", "ts", "-verify", "-digest", day["root"], "-in", file.name, "-token_in", "-CAfile", roots]
            if subprocess.run(asked, capture_output=True, check=False).returncode:
                yield f"the time stamp of {day['day']} is not signed by whom you trust"


def faults_of(archive: zipfile.ZipFile, roots: str) -> tuple[dict[str, Any], list[str]]:
    """Everything that does not hold."""
    manifest = json.loads(archive.read("manifest.json"))
    return manifest, [*check_files(archive, manifest), *check_chain(manifest["steps"]), *check_papers(manifest), *check_day(manifest, roots)]


def told(manifest: dict[str, Any], faults: list[str], roots: str) -> Iterator[str]:
    """What was found, line by line; the last word is the verdict."""
    yield from faults
    shown = sum("payload" in step for step in manifest["steps"])
    yield f"case {manifest['case']}: {len(manifest['steps'])} steps, {shown} of them disclosed, {len(manifest['files'])} files"
    if day := manifest.get("day"):
        yield f"root of {day['day']}: {day['root']}"
        if day["stamp"]:
            known = "its signature was checked" if roots else "its signature was not checked: name a file of roots that you trust"
            yield f"time stamp of the root (RFC 3161): {stamped(base64.b64decode(day['stamp']))[1]}; {known}"
    yield "CHANGED" if faults else "UNCHANGED"


def main(words: list[str]) -> int:
    """Tell about one record."""
    try:
        with zipfile.ZipFile(words[0]) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST:
                raise ValueError("too large")
            roots = words[1] if len(words) > 1 else ""
            manifest, faults = faults_of(archive, roots)
            lines = list(told(manifest, faults, roots))
    except (IndexError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, RuntimeError, zipfile.BadZipFile) as fault:
        sys.stdout.write(f"This is no readable record: {fault}\n")
        return 2
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
