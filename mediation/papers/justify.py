"""Justified Chinese lines: the one place that leans on private functions of WeasyPrint.

WeasyPrint 70 stretches only spaces, so a line of Chinese stays ragged. Here the slack is spread
between all characters. Hence the exact pin of WeasyPrint and the test on right edges.
"""

import re
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout

CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_stretch_spaces = inline.justify_line


def install() -> None:
    """Let WeasyPrint justify Chinese lines in this process."""
    inline.justify_line = _justify_line


def _justify_line(context: Any, line: Any, slack: float) -> None:
    text = "".join(box.text for box in _texts(line))
    if slack <= 0 or len(text) == 1 or not CJK.search(text):
        _stretch_spaces(context, line, slack)
    else:
        _widen(context, line, 0.0, slack / (len(text) - 1))


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(child)


def _widen(context: Any, box: Any, shift: float, gap: float) -> float:
    """Move a box by what came before it and widen its text; return the shift for what follows."""
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        return shift + (_respace(context, box, gap) if box.text else 0.0)
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += shift
        before = shift
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _widen(context, child, shift, gap)
        box.width += shift - before
        return shift
    box.translate(shift, 0)
    return shift


def _respace(context: Any, box: Any, gap: float) -> float:
    """Set the letter-spacing of one text; return how much wider it became."""
    style = box.style.copy()
    base = style["letter_spacing"]
    style["letter_spacing"] = (0 if base == "normal" else base) + gap
    box.style = style
    layout = create_layout(box.text, style, context, max_width=None, justification_spacing=0)
    layout.deactivate()
    box.pango_layout = layout
    grown = gap * len(box.text)
    box.width += grown
    return float(grown)
