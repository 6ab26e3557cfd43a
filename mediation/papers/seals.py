"""The round red seal of a centre, drawn: its name on the arc, a star, the purpose below."""

from math import cos, pi, radians, sin

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from mediation.papers.printed import SEAL

RED = "#C8102E"
FONT = "Paper Serif, Noto Serif CJK SC"
CENTRE, RADIUS = 100, 75  # of a square of 200; the style sheet makes it 42 mm
WIDEST_ARC, WIDEST_STEP = 250.0, 26.0  # degrees
LARGEST_LETTER = 25.0


def centre_seal_svg(name: str, subtitle: str) -> SafeString:
    """Return the seal as inline SVG without style attributes; both texts are escaped."""
    return mark_safe(  # noqa: S308 - every text in it went through escape()
        f'<svg id="{SEAL}" class="seal" viewBox="0 0 200 200" role="img" aria-label="{escape(name)}{escape(subtitle)}">'
        f'<circle cx="100" cy="100" r="96" fill="none" stroke="{RED}" stroke-width="4"/>'
        f'<polygon points="{_star()}" fill="{RED}"/>{_arc(name)}{_letter(subtitle, CENTRE, 152, 17.0, 0.0)}</svg>'
    )


def _arc(name: str) -> str:
    """Return the letters of the name, spread evenly around the top; the more of them, the smaller."""
    step = min(WIDEST_STEP, WIDEST_ARC / max(len(name) - 1, 1))
    size = min(LARGEST_LETTER, radians(step) * RADIUS * 0.95)
    drawn = []
    for place, letter in enumerate(name):
        turn = (place - (len(name) - 1) / 2) * step
        drawn.append(_letter(letter, CENTRE + RADIUS * sin(radians(turn)), CENTRE - RADIUS * cos(radians(turn)), size, turn))
    return "".join(drawn)


def _letter(text: str, x: float, y: float, size: float, turn: float) -> str:
    return (
        f'<text x="0" y="{size * 0.36:.2f}" font-family="{FONT}" font-weight="bold" font-size="{size:.2f}" fill="{RED}" '
        f'text-anchor="middle" transform="translate({x:.2f} {y:.2f}) rotate({turn:.2f})">{escape(text)}</text>'
    )


def _star() -> str:
    """Return the corners of a five-pointed star around the middle."""
    corners = ((27 if number % 2 == 0 else 10.3, number * pi / 5) for number in range(10))
    return " ".join(f"{CENTRE + radius * sin(angle):.2f},{CENTRE - radius * cos(angle):.2f}" for radius, angle in corners)
