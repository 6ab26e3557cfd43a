"""Have foreign bytes opened in a process of their own (`cell`), and take what it hands out."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

CELL = Path(__file__).with_name("cell.py")
PATIENCE = {"count": 20, "table": 30, "sound": 30, "pages": 60}  # seconds; the cell's own limit of CPU comes first on a machine that is not overloaded


class Unreadable(Exception):
    """The file cannot be opened: damaged, locked by a password, or made to do harm."""


def opened(deed: str, source: BinaryIO, container: str = "") -> tuple[dict[str, Any], list[bytes]]:
    """Return facts and products of `count`, `pages`, `sound` or `table`; Unreadable when the cell gives up, runs out of its limits or dies."""
    with TemporaryFile() as given:
        source.seek(0)
        while chunk := source.read(1024 * 1024):
            given.write(chunk)
        given.seek(0)
        command = [sys.executable, str(CELL), deed, container]
        try:
            done = subprocess.run(command, stdin=given, capture_output=True, cwd="/", env={}, timeout=PATIENCE[deed], check=True)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failed:
            raise Unreadable from failed
    facts, *products = _frames(done.stdout)
    return json.loads(facts), products


def _frames(raw: bytes) -> list[bytes]:
    frames, at = [], 0
    while at < len(raw):
        size = int.from_bytes(raw[at : at + 4], "big")
        frames.append(raw[at + 4 : at + 4 + size])
        at += 4 + size
    return frames
