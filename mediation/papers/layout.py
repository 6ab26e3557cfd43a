"""From HTML to PDF/A-3a by WeasyPrint; imported in the printing process only, because it is slow to load."""

import logging
from datetime import datetime
from functools import lru_cache
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from mediation.papers import fonts, justify, lean
from mediation.papers.printed import HAND, SEAL, Box, Printed

VARIANT = "pdf/a-3a"
POINTS = 0.75  # of a CSS pixel
FONTS = FontConfiguration()  # one for the process: a new one for each paper costs more than twice the CPU
fonts.add_to(FONTS)
justify.install()
lean.install()
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # its warnings quote the paper, which may be personal


class Nothing(URLFetcher):
    """Fetch no file and no address; only a PNG that stands in the paper itself is given out."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Give out the picture, or refuse."""
        if url.startswith("data:image/png;base64,"):
            return super().fetch(url, headers)
        raise ValueError("a paper fetches nothing")


NOTHING = Nothing()


def write(html: str, style: str, identifier: bytes, made_at: datetime, data: str) -> Printed:
    """Return the paper; `data`, when there is some, is attached as case.json."""
    attachments = [_attach(data, made_at)] if data else []
    document = HTML(string=html, url_fetcher=NOTHING).render(stylesheets=[_sheet(style)], font_config=FONTS, pdf_variant=VARIANT, pdf_tags=True, attachments=attachments)
    pdf = bytes(document.write_pdf(pdf_variant=VARIANT, pdf_tags=True, attachments=attachments, pdf_identifier=identifier))
    return Printed(pdf, _places(document.pages))


def _places(pages: list[Any]) -> dict[str, Box]:
    """Where the signatures and the seal stand: CSS pixels from the top become points from the bottom."""
    return {
        name: Box(number, left * POINTS, (page.height - bottom) * POINTS, right * POINTS, (page.height - top) * POINTS)
        for number, page in enumerate(pages)
        for name, (left, top, right, bottom) in page.anchors.items()
        if name == SEAL or name.startswith(HAND)
    }


def _attach(data: str, made_at: datetime) -> Attachment:
    return Attachment(string=data, name="case.json", relationship="Data", created=made_at, modified=made_at, url_fetcher=NOTHING)


@lru_cache(maxsize=4)
def _sheet(style: str) -> CSS:
    return CSS(string=style, font_config=FONTS, url_fetcher=NOTHING)
