"""Foreign files are opened here: a program of its own without Django or much memory, so that a bad file ends it and nothing else.

    python -m mediation.vault.cell count|pages|sound [container] < file > frames

The container of a recording is named, never guessed: guessing would let a text that names addresses open sockets.

Every frame is four bytes of length and that many bytes; the first is JSON. Exit status 3: the file cannot be opened.
"""

import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = {"count": 5, "sound": 15, "pages": 30}  # of CPU; somebody waits for the first two
PAGES = 40  # of a paper that are drawn; the rest can be downloaded
SIDE = 1400  # pixels, the longer side of a drawn page
QUALITY = 80
RATE, BITS = 24_000, 48_000  # samples and bits a second: plain speech
NOTHING_ELSE = {"protocol_whitelist": "none"}  # no file and no address that a recording may name
CANNOT = 3


def count(raw: bytes, _container: str) -> Iterator[bytes]:
    """How many pages the paper has."""
    import pypdfium2

    yield _facts(pages=len(pypdfium2.PdfDocument(raw)))


def pages(raw: bytes, _container: str) -> Iterator[bytes]:
    """The pages as WebP pictures, with their width and height in pixels."""
    import pypdfium2

    paper = pypdfium2.PdfDocument(raw)
    drawn = [_drawn(paper[number]) for number in range(min(len(paper), PAGES))]
    yield _facts(sizes=[size for size, _picture in drawn])
    yield from (picture for _size, picture in drawn)


def _drawn(page: Any) -> tuple[list[int], bytes]:
    width, height = page.get_size()
    picture = page.render(scale=SIDE / max(width, height, 1)).to_pil().convert("RGB")
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=2)
    return list(picture.size), out.getvalue()


def sound(raw: bytes, container: str) -> Iterator[bytes]:
    """The first sound track as AAC in MP4, one channel, which every phone plays; with its length in seconds."""
    import av

    out = BytesIO()
    with av.open(BytesIO(raw), "r", format=container, options=NOTHING_ELSE) as given, av.open(out, "w", format="mp4") as made:
        track = made.add_stream("aac", rate=RATE, layout="mono")
        track.bit_rate = BITS
        fitted = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        samples = 0
        for frame in (*given.decode(audio=0), None):
            for piece in fitted.resample(frame):
                samples += piece.samples
                made.mux(track.encode(piece))
        made.mux(track.encode(None))
    yield _facts(seconds=samples // RATE)
    yield out.getvalue()


def _facts(**facts: Any) -> bytes:
    return json.dumps(facts).encode()


def main(deed: str, container: str = "") -> int:
    """Do one deed with the bytes on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS[deed], SECONDS[deed]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        frames = list({"count": count, "pages": pages, "sound": sound}[deed](sys.stdin.buffer.read(), container))
    except Exception:  # noqa: BLE001 - a parser of foreign bytes may raise anything; it always means the same
        return CANNOT
    for frame in frames:
        sys.stdout.buffer.write(len(frame).to_bytes(4, "big") + frame)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
