"""Draw the five-colour code as docs/flow.md, from the table of moves."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from cases.flow import MOVES, STARTS
from cases.kinds import COLOUR_OF, Stage
from cases.stages import CLOCK, TURN

HEAD = """# The five-colour code

Drawn by `manage.py drawflow` from `cases/flow.py`; a test fails when this page is stale.

"""


def picture() -> str:
    """Return the page: a state diagram, the stages, the moves."""
    with translation.override("en"):
        lines = ["```mermaid", "stateDiagram-v2"]
        lines += [f"    [*] --> {stage}: {name}" for stage, name in STARTS.items()]
        lines += [f"    {source} --> {move.target}: {move.name}" for move in MOVES for source in move.sources]
        lines += ["```", "", "| stage | colour | whose turn | clock |", "|---|---|---|---|"]
        lines += [f"| `{s}` {s.label} | {COLOUR_OF[s]} | {TURN[s].label} | {CLOCK.get(s, '–')} |" for s in Stage]
        lines += ["", "| move | from | to | law |", "|---|---|---|---|"]
        lines += [f"| `{m.name}` {m.label} | {', '.join(m.sources)} | {m.target} | {m.law} |" for m in MOVES]
    return HEAD + "\n".join(lines) + "\n"


class Command(BaseCommand):
    """Draw the five-colour code as docs/flow.md."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        target = Path(settings.BASE_DIR) / "docs" / "flow.md"
        target.write_text(picture(), encoding="utf-8")
        self.stdout.write(f"wrote {target.relative_to(settings.BASE_DIR)}")
