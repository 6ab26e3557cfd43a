"""Wording that people write for papers: plain lines with a few named places, and nothing else.

There is no template engine behind it. A place is `{name}` with a name from a list; it is filled in one pass, what is filled in is
never read again, and the paper's template escapes every line. So no text can compute, fetch, call or mark up anything.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mediation.papers.glyphs import cannot_print, missing_glyphs

PLACE = re.compile(r"\{([^{}]*)\}")
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Worded:
    """The adaptable passages of one paper as they are printed, line by line, and the version of each."""

    passages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> tuple[str, ...]:
        """The lines of a passage; templates write `wording.opening`."""
        return self.passages[name]


def lines_of(text: str) -> list[str]:
    """The paragraphs: one a line, empty lines left out."""
    return [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def faults_in(text: str, *, places: Collection[str], must: Iterable[str], most: int) -> list[str]:
    """Everything that keeps this text from standing on a paper, in sentences; an empty list when nothing does."""
    faults = []
    if len(text) > most or len(lines_of(text)) > MOST_LINES:
        faults.append(_("At most %(most)d characters in %(lines)d paragraphs.") % {"most": most, "lines": MOST_LINES})
    if unknown := [name for name in PLACE.findall(text) if name not in places]:
        faults.append(_("Nothing can be filled in for %(names)s.") % {"names": "、".join(f"{{{name[:20]}}}" for name in unknown[:5])})
    if "{" in (rest := PLACE.sub("", text)) or "}" in rest:
        faults.append(_("Braces stand only around the name of a place."))
    if hidden := [sign for sign in dict.fromkeys(text) if sign not in "\r\n" and unicodedata.category(sign)[0] in "CM"]:
        faults.append(_("These signs cannot be seen or sit on others: %(signs)s. Please leave them out.") % {"signs": "、".join(f"U+{ord(sign):04X}" for sign in hidden[:10])})
    elif missing := missing_glyphs(text):
        faults.append(cannot_print(missing))
    faults += [_("The law wants it to say “%(words)s”.") % {"words": words} for words in must if words not in text]
    return faults


def filled(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The lines with every place filled, in one pass; KeyError for a place without a value."""
    return tuple(PLACE.sub(lambda place: values[place[1]], line) for line in lines_of(text))
