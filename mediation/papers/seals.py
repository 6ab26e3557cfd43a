"""The red round seal of a centre, drawn: name on the arc, star, purpose below."""

from math import cos, pi, sin

from django.utils.html import escape

SIZE, RADIUS = 200, 74
ARC = (150 * pi / 180, 390 * pi / 180)


def centre_seal_svg(name: str, purpose: str) -> str:
    """Return the seal as inline SVG, 42 mm wide by the paper's style sheet."""
    red = "#C8102E"
    begin, end = ARC
    step = (end - begin) / max(len(name) - 1, 1)
    letters = []
    for number, letter in enumerate(name):
        angle = begin + number * step
        x, y = SIZE / 2 + RADIUS * cos(angle), SIZE / 2 + RADIUS * sin(angle)
        turn = angle * 180 / pi + 90
        letters.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="17" fill="{red}" text-anchor="middle" dominant-baseline="central" '
            f'transform="rotate({turn:.1f} {x:.1f} {y:.1f})">{escape(letter)}</text>'
        )
    points = " ".join(
        f"{SIZE / 2 + (26 if i % 2 == 0 else 10) * sin(i * pi / 5):.1f},{SIZE / 2 - (26 if i % 2 == 0 else 10) * cos(i * pi / 5):.1f}" for i in range(10)
    )
    return (
        f'<svg class="seal" viewBox="0 0 {SIZE} {SIZE}" role="img" aria-label="{escape(name)}">'
        f'<circle cx="100" cy="100" r="94" fill="none" stroke="{red}" stroke-width="5"/><polygon points="{points}" fill="{red}"/>'
        f'{"".join(letters)}<text x="100" y="152" font-size="17" fill="{red}" text-anchor="middle">{escape(purpose)}</text></svg>'
    )
