"""QR codes in the measured palette: dark tinted ink on a pale tint; the vivid colour is the frame around it."""

from io import BytesIO

import segno

# ink, ground, frame, label text: decoded by zbar, ZXing and WeChat through blur, low light and print.
PALETTE = {
    "yellow": ("#2B2100", "#FFF3B0", "#FFC400", "#1F1A00"),
    "orange": ("#3A1500", "#FFE6CC", "#FF7A00", "#1F0F00"),
    "blue": ("#04194A", "#E6F0FF", "#1769E0", "#FFFFFF"),
    "red": ("#4A000B", "#FFE6E8", "#D50000", "#FFFFFF"),
    "green": ("#022A14", "#E3F7EA", "#0B7A34", "#FFFFFF"),
    "grey": ("#1E2226", "#F1F3F5", "#6B7280", "#FFFFFF"),
    "black": ("#000000", "#FFFFFF", "#0B57C2", "#FFFFFF"),
}
QUIET = 4  # modules of quiet zone around the code


def _code(url: str) -> segno.QRCode:
    """Upper case keeps the alphanumeric mode, so the code stays small at error correction Q."""
    return segno.make(url.upper(), error="q", micro=False, boost_error=False)


def qr_svg(url: str, colour: str) -> str:
    """Return the code as inline SVG without any style attribute."""
    ink, ground, *_rest = PALETTE[colour]
    return str(_code(url).svg_inline(border=QUIET, dark=ink, light=ground, omitsize=True))


def qr_png(url: str, colour: str, *, scale: int = 8) -> bytes:
    """Return the code as PNG."""
    ink, ground, *_rest = PALETTE[colour]
    out = BytesIO()
    _code(url).save(out, kind="png", border=QUIET, dark=ink, light=ground, scale=scale)
    return out.getvalue()
