"""Is this really something spoken? Its own mark, a fitting ending, and it must play in the real decoder.

People only ever hear the re-encoded copy: every phone plays it, and nothing that was hidden in the file is left.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from mediation.refusals import Invalid
from mediation.vault import apart

LONGEST = 300  # seconds
COPY = "audio/mp4"  # media type of the re-encoded copy


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of recording that we take: `mark` stands at byte `at`; `container` is how the decoder calls it."""

    media_type: str
    container: str
    mark: bytes
    at: int
    suffixes: frozenset[str]


KINDS = (
    Kind("audio/webm", "matroska", b"\x1aE\xdf\xa3", 0, frozenset({".webm"})),
    Kind("audio/mp4", "mov", b"ftyp", 4, frozenset({".m4a", ".mp4"})),
    Kind("audio/ogg", "ogg", b"OggS", 0, frozenset({".ogg", ".oga", ".opus"})),
    Kind("audio/mpeg", "mp3", b"ID3", 0, frozenset({".mp3"})),
    Kind("audio/mpeg", "mp3", b"\xff\xfb", 0, frozenset({".mp3"})),
    Kind("audio/wav", "wav", b"RIFF", 0, frozenset({".wav"})),
)


@dataclass(frozen=True, slots=True)
class Sound:
    """What we know of a sound recording."""

    media_type: str
    seconds: int
    copy: bytes


def examine(source: BinaryIO, *, name: str) -> Sound:
    """Return the facts and the harmless copy of a recording; Invalid when it is not one we take."""
    source.seek(0)
    head, suffix = source.read(16), PurePath(name).suffix.lower()
    kind = next((k for k in KINDS if head[k.at :].startswith(k.mark) and suffix in k.suffixes), None)
    if kind is None:
        raise Invalid(_("This is not a recording we can play. Please record it here, or choose an MP3 or M4A file."), code="not-a-recording")
    try:
        facts, (copy,) = apart.opened("sound", source, kind.container)
    except apart.Unreadable as broken:
        raise Invalid(_("This recording is damaged or incomplete. Please record it again."), code="broken-recording") from broken
    if facts["seconds"] > LONGEST:
        raise Invalid(_("This recording is too long. At most %(minutes)d minutes are possible.") % {"minutes": LONGEST // 60}, code="too-long")
    return Sound(kind.media_type, facts["seconds"], copy)


def has_suffix(name: str) -> bool:
    """Tell whether it is named like a recording."""
    return any(PurePath(name).suffix.lower() in kind.suffixes for kind in KINDS)
