"""Files as people and attackers bring them."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

GPS_PLACE = ((30.0, 12.0, 34.5), (120.0, 12.0, 45.6))
CAMERA = "SecretPhone 17"


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    """Return what a view gets from a form."""
    return SimpleUploadedFile(name, content)


def picture(kind: str = "JPEG", *, size=(64, 48), colour="red", mode="RGB", **how) -> bytes:
    """Return a small sound picture."""
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **how)
    return out.getvalue()


def exif(*, orientation: int = 1, located: bool = False) -> Image.Exif:
    """Return EXIF as phones write it."""
    made = Image.Exif()
    made[ExifTags.Base.Make] = CAMERA
    made[ExifTags.Base.Orientation] = orientation
    if located:
        latitude, longitude = GPS_PLACE
        made[ExifTags.IFD.GPSInfo] = {1: "N", 2: latitude, 3: "E", 4: longitude}
    return made


def half_red_half_blue(*, orientation: int, kind: str = "JPEG") -> bytes:
    """Return 80 x 40 pixels, left half red and right half blue, with an EXIF orientation."""
    sheet = Image.new("RGB", (80, 40), "red")
    sheet.paste("blue", (40, 0, 80, 40))
    out = BytesIO()
    sheet.save(out, kind, exif=exif(orientation=orientation), quality=95)
    return out.getvalue()


def png_bomb(side: int, *, rows: int) -> bytes:
    """Return a few kilobytes of PNG that promise side x side black pixels and hold this many rows of them."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (side + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def files_in(place: Path) -> list[Path]:
    """Return every file below a folder, sorted."""
    return sorted(path for path in place.rglob("*") if path.is_file())


def paper(pages: int = 2, *, words: str = "借条", **how) -> bytes:
    """Return a small PDF with that many pages; `how` goes to pikepdf."""
    import pikepdf
    from weasyprint import HTML

    written = HTML(string="<p style='break-before: page'>".join(f"{words} {number}" for number in range(1, pages + 1))).write_pdf()
    if not how:
        return written
    out = BytesIO()
    with pikepdf.open(BytesIO(written)) as pdf:
        pdf.save(out, **how)
    return out.getvalue()


def voice(seconds: int = 2, *, suffix: str = "webm", codec: str = "libopus") -> bytes:
    """Return a recording as phones make them, with a name of its owner inside."""
    import av

    out = BytesIO()
    with av.open(out, "w", format=suffix if suffix != "m4a" else "mp4") as made:
        made.metadata["artist"] = CAMERA
        track = made.add_stream(codec, rate=48_000, layout="mono")
        for _second in range(seconds):
            frame = av.AudioFrame(format="s16", layout="mono", samples=48_000)
            frame.sample_rate = 48_000
            frame.planes[0].update(bytes(96_000))
            fitted = av.AudioResampler(format=track.format, layout="mono", rate=48_000, frame_size=track.frame_size or 960)
            for piece in fitted.resample(frame):
                made.mux(track.encode(piece))
        made.mux(track.encode(None))
    return out.getvalue()
