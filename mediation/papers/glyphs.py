"""Which characters the fonts of this machine can print: a person's name must never print as □."""

import subprocess
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from mediation.refusals import Invalid

MOST_NAMED = 10
FAMILIES = "FandolFang R,FandolFang,Noto Serif CJK SC"  # the chain of paper.css


def missing_glyphs(text: str) -> list[str]:
    """Return the characters that would print as boxes, each once, in order of appearance."""
    return [character for character in dict.fromkeys(text) if not _invisible(character) and ord(character) not in printable()]


def refuse_unprintable(text: str) -> None:
    """Invalid, naming the characters, when a paper of this text would show boxes; asked before a text is fixed, while it can still be written in another way."""
    if missing := missing_glyphs(text):
        raise Invalid(cannot_print(missing), code="unprintable")


def cannot_print(missing: list[str]) -> str:
    """Say which signs these are, by their picture and their number."""
    signs = " ".join(f"{sign} (U+{ord(sign):04X})" for sign in missing[:MOST_NAMED])
    return _("These characters cannot be printed here: %(signs)s. Please write them in another way.") % {"signs": signs}


@lru_cache(maxsize=1)
def printable() -> frozenset[int]:
    """Return every code point that some font of the chain or its fallbacks can draw (read once, about half a second)."""
    points: set[int] = set()
    for path, number in _font_files():
        with TTFont(path, fontNumber=number, lazy=True) as font:
            points.update(font.getBestCmap() or {})
    return frozenset(points)


def chinese_fonts() -> list[str]:
    """Return the names of the installed fonts that cover simplified Chinese."""
    return _ask_fontconfig("fc-list", ":lang=zh-cn", "family")


def _font_files() -> list[tuple[str, int]]:
    """Return file and number of the same ordered fallbacks that the layout will use."""
    found = _ask_fontconfig("fc-match", "--sort", "--format", "%{file}|%{index}\n", f"{FAMILIES}:lang=zh-cn")
    lines = [line.rpartition("|") for line in found]
    # The upper half of an index names an instance of a variable font; the character table is the same.
    return [(path, int(index) & 0xFFFF) for path, _bar, index in lines if path.lower().endswith((".ttf", ".otf", ".ttc", ".otc"))]


def _ask_fontconfig(*words: str) -> list[str]:
    """Return the lines of fontconfig's answer; none when it is not there, which reads as "no font"."""
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True, timeout=30).stdout.splitlines()
    except (OSError, subprocess.SubprocessError):
        return []


def _invisible(character: str) -> bool:
    """White space, format characters and variation selectors need no glyph."""
    return character.isspace() or unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
