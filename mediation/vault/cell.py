"""Foreign files are opened here: a program of its own without Django or much memory, so that a bad file ends it and nothing else.

    python -m mediation.vault.cell count|pages|sound|table [container] < file > frames

The container of a recording is named, never guessed: guessing would let a text that names addresses open sockets.

Every frame is four bytes of length and that many bytes; the first is JSON. Exit status 3: the file cannot be opened.
"""

import csv
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = {"count": 5, "table": 10, "sound": 15, "pages": 30}  # of CPU; somebody waits for all but the last
PAGES = 40  # of a paper that are drawn; the rest can be downloaded
SIDE = 1400  # pixels, the longer side of a drawn page
QUALITY = 80
RATE, BITS = 24_000, 48_000  # samples and bits a second: plain speech
NOTHING_ELSE = {"protocol_whitelist": "none"}  # no file and no address that a recording may name
CANNOT = 3
ROWS, COLUMNS, LETTERS = 2000, 80, 4000  # of a table that are read: rows under the heading, cells of a row, characters of a cell
EMPTY_ROWS = 100_000  # that a spreadsheet may carry besides, because somebody once coloured a column
UNPACKED = 60_000_000  # bytes of a workbook
WORKBOOK, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


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


def table(raw: bytes, _container: str) -> Iterator[bytes]:
    """The filled rows of a list as JSON, [number, [cells]]; nothing but a fault when it is larger than anybody reads, or of a form that only Excel reads."""
    if raw.startswith(OLD_OFFICE):
        yield _facts(fault="old")
        return
    lines = enumerate(islice(_of_workbook(raw) if raw.startswith(WORKBOOK) else _of_csv(raw), ROWS + EMPTY_ROWS), start=1)
    filled = list(islice(((number, cells) for number, cells in lines if any(cells)), ROWS + 2))
    if len(filled) > ROWS + 1:
        yield _facts(fault="large")
        return
    yield _facts()
    yield json.dumps(filled, ensure_ascii=False).encode()


def _of_csv(raw: bytes) -> Iterator[list[str]]:
    """Text with commas, or with tabs, as UTF-8, UTF-16 with its mark, or GB 18030, which Excel writes in China."""
    text = raw.decode("utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else _utf8(raw)
    if "\0" in text:
        raise ValueError
    heading = text.partition("\n")[0]
    for row in csv.reader(StringIO(text, newline=""), delimiter="\t" if "\t" in heading and "," not in heading else ","):
        yield [cell.strip()[:LETTERS] for cell in row[:COLUMNS]]


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _of_workbook(raw: bytes) -> Iterator[list[str]]:
    """The first sheet: what cells show, no formula, nothing from other files."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(BytesIO(raw)) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED:
            raise ValueError
    sheet = load_workbook(BytesIO(raw), read_only=True, data_only=True, keep_links=False).worksheets[0]
    for row in sheet.iter_rows(values_only=True, max_col=COLUMNS):
        yield [_shown(cell).strip()[:LETTERS] for cell in row]


def _shown(cell: object) -> str:
    """A cell as people typed it: a phone that a spreadsheet took for a number stays a phone, a day has no midnight."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).removesuffix(" 00:00:00") if isinstance(cell, datetime) else str(cell)


def _facts(**facts: Any) -> bytes:
    return json.dumps(facts).encode()


def main(deed: str, container: str = "") -> int:
    """Do one deed with the bytes on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS[deed], SECONDS[deed]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        frames = list({"count": count, "pages": pages, "sound": sound, "table": table}[deed](sys.stdin.buffer.read(), container))
    except Exception:  # noqa: BLE001 - a parser of foreign bytes may raise anything; it always means the same
        return CANNOT
    for frame in frames:
        sys.stdout.buffer.write(len(frame).to_bytes(4, "big") + frame)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
