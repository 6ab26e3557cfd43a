"""Is this really a picture, and a harmless one to look at? Pure: bytes in, facts and a preview out.

Sniffing is no safety check, so a picture must carry its own mark at byte 0, end in a fitting
extension, and open in the real parser. People only ever see the re-encoded preview.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageFile, ImageOps

from mediation.refusals import Invalid

PIXEL_LIMIT = 50_000_000  # a PNG of 100 kB can unpack to gigabytes
PREVIEW_SIDE = 1600  # pixels
PREVIEW_QUALITY = 82
HEAD = 1024  # bytes in which a PDF reader or an old browser looks for a beginning
SIDEWAYS = frozenset({5, 6, 7, 8})  # EXIF orientations that swap width and height
OTHER_BEGINNINGS = (b"%pdf-", b"<script", b"<html", b"<!doctype", b"<?php")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of picture that we take."""

    pillow: str
    media_type: str
    mark: bytes
    suffixes: frozenset[str]


KINDS = (
    Kind("JPEG", "image/jpeg", b"\xff\xd8\xff", frozenset({".jpg", ".jpeg"})),
    Kind("PNG", "image/png", b"\x89PNG\r\n\x1a\n", frozenset({".png"})),
    Kind("WEBP", "image/webp", b"RIFF", frozenset({".webp"})),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What we know of a sound picture; width and height in pixels as people see it, upright."""

    media_type: str
    width: int
    height: int
    preview: bytes


def examine(source: BinaryIO, *, name: str) -> Picture:
    """Return the facts and the preview of a picture; Invalid with a sentence when it is not one we take."""
    kind = _kind_of(source, name)
    if kind is None:
        sentence = _("This is not a picture we can open. Please choose a photo in JPEG, PNG or WebP format, or take a new one.")
        raise Invalid(sentence, code="not-a-picture")
    try:
        return _open(source, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        sentence = _("This picture has too many pixels. Please take it again with a lower resolution, or send a screenshot of it.")
        raise Invalid(sentence, code="too-many-pixels") from bomb
    except Exception as broken:  # a parser of foreign bytes may raise anything; it always means the same
        sentence = _("This picture is damaged or incomplete. Please send it again, or take a new one.")
        raise Invalid(sentence, code="broken-picture") from broken


def has_suffix(name: str) -> bool:
    """Tell whether it is named like a picture."""
    return any(PurePath(name).suffix.lower() in kind.suffixes for kind in KINDS)


def _kind_of(source: BinaryIO, name: str) -> Kind | None:
    source.seek(0)
    head = source.read(HEAD)
    suffix = PurePath(name).suffix.lower()
    for kind in KINDS:
        if head.startswith(kind.mark) and suffix in kind.suffixes:
            return None if any(other in head.lower() for other in OTHER_BEGINNINGS) else kind
    return None


def _open(source: BinaryIO, kind: Kind) -> Picture:
    source.seek(0)
    Image.open(source, formats=[kind.pillow]).verify()
    # verify() leaves a picture that cannot be used any more; truncated JPEGs show only when unpacked,
    # and not even then once WeasyPrint is loaded: it sets this switch for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    source.seek(0)
    picture = Image.open(source, formats=[kind.pillow])
    width, height = picture.size
    if width * height > PIXEL_LIMIT:
        raise Image.DecompressionBombError
    small = _coloured(picture)
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    if small.getexif().get(ExifTags.Base.Orientation) in SIDEWAYS:
        width, height = height, width
    return Picture(kind.media_type, width, height, _preview(ImageOps.exif_transpose(small)))


def _coloured(picture: Image.Image) -> Image.Image:
    """Return a picture that can be made smaller smoothly. JPEGs stay packed: they unpack straight to a smaller size."""
    if picture.mode.startswith("I"):
        # 16 bits a pixel: Pillow would cut all but the darkest to white.
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in {"P", "PA", "1", "LA"}:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture


def _preview(upright: Image.Image) -> bytes:
    """Re-encode on a new white sheet: no place, no device, no transparency, nothing that was hidden in the file."""
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright.convert("RGB"), mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    out = BytesIO()
    sheet.save(out, "WEBP", quality=PREVIEW_QUALITY, method=4)
    return out.getvalue()
