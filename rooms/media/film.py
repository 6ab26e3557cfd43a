"""From what the media server wrote to tracks and one film: each seat's packets become a file, all pictures one grid.

The tools are janus-pp-rec and ffmpeg, each a process of its own with a limit of time; ffprobe decides what is good, because
janus-pp-rec reports failure for sound that is whole.
"""

import json
import math
import re
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = re.compile(r"-user-(\d+)-[0-9a-f]+-\d+-(audio|video)-\d+\.mjr$")
MAGIC = b"MJR00002"
SUFFIX = {"opus": ".opus", "vp8": ".webm", "h264": ".mp4"}
CELL = (480, 360)  # pixels
RATE = 15  # pictures a second
LIMIT = 4 * 3600  # seconds for one tool


class Unusable(Exception):
    """What was written cannot become a film."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one seat sent in one go. `starts` counts seconds from the film's beginning."""

    seat: int
    kind: str
    starts: float
    path: Path


def is_late(folder: Path, end: float) -> bool:
    """Was anything written after this moment (seconds since 1970)?"""
    return any(raw.stat().st_mtime > end for raw in folder.glob("*.mjr"))


def pieces_of(folder: Path) -> list[Piece]:
    """Unpack everything in a folder; what nobody sent anything in is left out."""
    found = []
    for raw in sorted(folder.glob("*.mjr")):
        name, header = NAME.search(raw.name), _header(raw)
        if name is None or header is None or header.get("c") not in SUFFIX:
            continue
        made = raw.with_suffix(SUFFIX[header["c"]])
        _run("janus-pp-rec", str(raw), str(made), check=False)
        if seconds_of(made) > 0:
            found.append((header.get("u") or header["s"], int(name[1]), name[2], made))
    first = min((at for at, _seat, _kind, _path in found), default=0)
    return [Piece(seat, kind, (at - first) / 1_000_000, path) for at, seat, kind, path in found]


def compose(pieces: list[Piece], target: Path) -> None:
    """Make the film: a grid of the seats that were seen, every voice, MP4. Raises Unusable."""
    pictures, voices = [p for p in pieces if p.kind == "video"], [p for p in pieces if p.kind == "audio"]
    seats = sorted({p.seat for p in pictures}) or [0]
    columns = math.ceil(math.sqrt(len(seats)))
    rows = math.ceil(len(seats) / columns)
    width, height = CELL
    whole = max(p.starts + seconds_of(p.path) for p in pieces)
    steps = [f"color=black:s={columns * width}x{rows * height}:r={RATE}:d={whole:.3f}[g0]"]
    for number, piece in enumerate(pictures):
        place = seats.index(piece.seat)
        shape = f"scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:-1:-1"
        steps.append(f"[{number}:v]fps={RATE},{shape},setpts=PTS-STARTPTS+{piece.starts:.3f}/TB[v{number}]")
        steps.append(f"[g{number}][v{number}]overlay=x={place % columns * width}:y={place // columns * height}:eof_action=pass[g{number + 1}]")
    for number, piece in enumerate(voices, start=len(pictures)):
        steps.append(f"[{number}:a]aresample=48000:async=1,adelay={piece.starts * 1000:.0f}:all=1[a{number}]")
    mixed = "".join(f"[a{number}]" for number in range(len(pictures), len(pieces)))
    if voices:
        steps.append(f"{mixed}amix=inputs={len(voices)}:normalize=0:duration=longest[sound]")
    inputs = [word for piece in (*pictures, *voices) for word in ("-i", str(piece.path))]
    outputs = ["-map", f"[g{len(pictures)}]", *(["-map", "[sound]", "-c:a", "aac", "-b:a", "96k"] if voices else [])]
    picture = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "27", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    _run("ffmpeg", "-v", "error", "-nostdin", "-y", *inputs, "-filter_complex", ";".join(steps), *outputs, *picture, str(target))
    if seconds_of(target) <= 0:
        raise Unusable("the film has no length")


def seconds_of(path: Path) -> float:
    """How long a file plays; 0 when it does not."""
    if not path.exists():
        return 0.0
    told = _run("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", str(path), check=False)
    try:
        return float(json.loads(told)["format"]["duration"])
    except (ValueError, KeyError):
        return 0.0


def _header(raw: Path) -> dict[str, Any] | None:
    """What the media server wrote before the packets: kind, codec, when it began (microseconds)."""
    with raw.open("rb") as file:
        start = file.read(len(MAGIC) + 2)
        if not start.startswith(MAGIC) or len(start) < len(MAGIC) + 2:
            return None
        try:
            return dict(json.loads(file.read(struct.unpack("!H", start[-2:])[0])))
        except ValueError:
            return None


def _run(*command: str, check: bool = True) -> bytes:
    """Run a tool; Unusable when it fails, OSError when it is not installed: then nothing is lost, and a job tries again."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired as fault:
        raise Unusable(f"{command[0]} is too slow") from fault
    if check and done.returncode:
        raise Unusable(f"{command[0]}: {done.stderr.decode(errors='replace')[-300:]}")
    return done.stdout
