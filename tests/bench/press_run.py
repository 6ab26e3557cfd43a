"""One process that prints the same agreement many times: as our press does, or as WeasyPrint alone would. Prints what it cost as JSON.

python -m tests.bench.press_run ours|bare <html file> <count>
"""

import json
import logging
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from mediation.papers import press

DAY = datetime(2026, 3, 12, tzinfo=UTC)
STYLE = Path(press.__file__).with_name("paper.css").read_text(encoding="utf-8")
WARM = 5


def ours(html: str) -> Callable[[], object]:
    """What the printing process does: limits, places, justification, record."""
    press.warm_up()
    return lambda: press.lay_out(html, STYLE, bytes(16), DAY, '{"case": "x"}')


def bare(html: str) -> Callable[[], object]:
    """WeasyPrint with its parsed style sheet and one font configuration kept, and nothing else."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    fonts = FontConfiguration()
    sheet = CSS(string=STYLE, font_config=fonts)
    return lambda: HTML(string=html).write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3a", pdf_tags=True)


def resident() -> float:
    """Megabytes that this process holds now."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def main(kind: str, path: str, count: int) -> None:
    """Warm up, print, tell."""
    once = {"ours": ours, "bare": bare}[kind](Path(path).read_text(encoding="utf-8"))
    for _warm in range(WARM):
        once()
    first, begun = resident(), time.process_time()
    for _paper in range(count):
        once()
    sys.stdout.write(json.dumps({"cpu": (time.process_time() - begun) / count * 1000, "before": first, "after": resident()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
