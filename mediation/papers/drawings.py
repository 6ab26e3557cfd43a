"""Drawn signatures, as PNG in a data address: looked into before they get onto a paper."""

import base64
import binascii
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError

from mediation.papers.errors import PaperError

PREFIX = "data:image/png;base64,"
LARGEST_SIDE = 2000  # pixels
LARGEST_SIZE = 300_000  # characters of base64


def check_drawings(facts: dict[str, Any]) -> None:
    """Raise PaperError unless every fact named `image` is empty or a small PNG that opens."""
    for address in _images(facts):
        if not is_drawing(address):
            raise PaperError(code="paper-bad-drawing")


def is_drawing(address: str) -> bool:
    """Say whether the data address holds a PNG of at most 2000 pixels a side that decodes whole."""
    if not address.startswith(PREFIX) or len(address) > LARGEST_SIZE:
        return False
    try:
        content = base64.b64decode(address.removeprefix(PREFIX), validate=True)
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > LARGEST_SIDE:
                return False
            picture.load()
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def _images(fact: Any) -> Iterator[str]:
    """Walk through the facts to every filled `image`."""
    if isinstance(fact, dict):
        for name, value in fact.items():
            if name == "image" and value:
                yield str(value)
            else:
                yield from _images(value)
    elif isinstance(fact, list | tuple):
        for value in fact:
            yield from _images(value)
