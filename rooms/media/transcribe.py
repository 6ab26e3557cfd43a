"""Words from voices: a port without an engine. Each seat's own track says who speaks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said. `starts` counts seconds from the track's beginning."""

    starts: float
    text: str


class Transcriber(Protocol):
    """Listens to one person's track (Opus)."""

    def listen(self, track: Path) -> list[Utterance]:
        """What was said, in order; empty when nothing was understood."""


class Nobody:
    """The default: recordings are not transcribed."""

    def listen(self, track: Path) -> list[Utterance]:
        """Hear nothing."""
        return []
