"""The inside of the printing process: WeasyPrint alone, without Django, without network and files.

WeasyPrint 70 stretches only spaces; Chinese lines are justified by spreading the slack between
characters. The hook leans on a private function, hence the exact pin and the test on right edges.
"""

import re
import signal
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_set_up: dict[str, Any] = {}


def warm_up() -> None:
    """Load fonts and code before the first real paper."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _load()
    lay_out("<html><body><p>预热一二三</p></body></html>", "", bytes(16), datetime.fromisoformat("2026-01-01T00:00:00+00:00"), "")


def lay_out(html: str, style: str, identifier: bytes, made_at: datetime, data: str) -> bytes:
    """Return the PDF/A-3a; `data` is attached as case.json."""
    parts = _load()
    attachments = []
    if data:
        attachments = [parts["Attachment"](string=data, name="case.json", relationship="Data", created=made_at, modified=made_at)]
    document = parts["HTML"](string=html, url_fetcher=parts["fetcher"]).render(
        stylesheets=[_sheet(style)], font_config=parts["fonts"], pdf_variant="pdf/a-3a", pdf_tags=True
    )
    document.metadata.attachments = attachments
    return bytes(document.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, pdf_identifier=identifier))


def _load() -> dict[str, Any]:
    if not _set_up:
        from weasyprint import HTML, Attachment  # noqa: PLC0415 - slow, and only in this process
        from weasyprint.layout import inline  # noqa: PLC0415
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415

        class Nothing(URLFetcher):
            """Give out nothing but data that stands in the paper itself (GHSA-jf6q-chmf-3h3v)."""

            def fetch(self, url: str, headers: Any = None) -> Any:
                if url.startswith("data:image/png;base64,"):
                    return super().fetch(url, headers)
                raise ValueError("papers fetch nothing")

        _set_up.update(HTML=HTML, Attachment=Attachment, fonts=FontConfiguration(), fetcher=Nothing(), spaces=inline.justify_line)
        inline.justify_line = _justify_line
    return _set_up


@lru_cache(maxsize=8)
def _sheet(style: str) -> Any:
    from weasyprint import CSS  # noqa: PLC0415

    parts = _load()
    return CSS(string=style, font_config=parts["fonts"], url_fetcher=parts["fetcher"])


def _texts(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415

    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(child)


def _justify_line(context: Any, line: Any, slack: float) -> None:
    """Spread the slack of a Chinese line between its characters; leave other lines to WeasyPrint."""
    text = "".join(box.text for box in _texts(line) if box.text)
    if not CJK.search(text) or len(text) < 2 or slack <= 0:  # noqa: PLR2004 - one character has no gap
        _set_up["spaces"](context, line, slack)
        return
    _widen(context, line, 0.0, slack / (len(text) - 1))


def _widen(context: Any, box: Any, shift: float, gap: float) -> float:
    """Move a box by what came before it and widen its text; return the shift for what follows."""
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415

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
    """Set the letter-spacing of one text and return how much wider it became."""
    from weasyprint.text.line_break import create_layout  # noqa: PLC0415

    style = box.style.copy()
    base = style["letter_spacing"]
    style["letter_spacing"] = (0 if base == "normal" else base) + gap
    box.style = style
    layout = create_layout(box.text, style, context, max_width=None, justification_spacing=0)
    layout.deactivate()
    box.pango_layout = layout
    box.width += gap * len(box.text)
    return float(gap * len(box.text))
