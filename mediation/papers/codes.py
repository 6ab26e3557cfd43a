"""QR codes in the measured palette: dark tinted ink on a pale tint; the vivid colour is the frame around it."""

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules of quiet zone around the code; a frame begins outside it


class Tint(NamedTuple):
    """How a colour of the code is drawn."""

    ink: str
    ground: str
    frame: str
    label: str


# Decoded by zbar, ZXing and WeChat through blur, low light and print; yellow on white is read by nobody.
PALETTE = {
    "yellow": Tint("#2B2100", "#FFF3B0", "#FFC400", "#1F1A00"),
    "orange": Tint("#3A1500", "#FFE6CC", "#FF7A00", "#1F0F00"),
    "blue": Tint("#04194A", "#E6F0FF", "#1769E0", "#FFFFFF"),
    "red": Tint("#4A000B", "#FFE6E8", "#D50000", "#FFFFFF"),
    "green": Tint("#022A14", "#E3F7EA", "#0B7A34", "#FFFFFF"),
    "grey": Tint("#1E2226", "#F1F3F5", "#6B7280", "#FFFFFF"),
    "black": Tint("#000000", "#FFFFFF", "#0B57C2", "#FFFFFF"),  # posters, which show no state
}


@lru_cache(maxsize=1024)  # masks are weighed for each drawing (3 ms); a code changes only with its colour
def qr_svg(url: str, colour: str) -> SafeString:
    """Return the code as inline SVG without any style attribute, ready for a template."""
    tint = PALETTE[colour]
    drawing = _code(url).svg_inline(border=QUIET, dark=tint.ink, light=tint.ground, omitsize=True, svgclass="qr-code", lineclass=None)
    return mark_safe(drawing)  # noqa: S308 - segno draws modules; the address is not in the markup


@lru_cache(maxsize=1024)
def qr_file(url: str, colour: str) -> bytes:
    """Return the code as an SVG file of its own."""
    tint, out = PALETTE[colour], BytesIO()
    _code(url).save(out, kind="svg", border=QUIET, dark=tint.ink, light=tint.ground, omitsize=True, svgclass=None, lineclass=None)
    return out.getvalue()


def qr_png(url: str, colour: str, scale: int = 8) -> bytes:
    """Return the code as PNG of `scale` pixels a module."""
    tint = PALETTE[colour]
    out = BytesIO()
    _code(url).save(out, kind="png", border=QUIET, dark=tint.ink, light=tint.ground, scale=scale)
    return out.getvalue()


def _code(url: str) -> segno.QRCode:
    """Upper case keeps the alphanumeric mode, so a case's code stays version 3 at error correction Q."""
    return segno.make(url.upper(), error="q", micro=False, boost_error=False)
