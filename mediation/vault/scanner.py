"""Ask a virus scanner before a foreign file is kept: clamd over its socket (INSTREAM), when one is configured.

A scanner that does not answer lets nothing pass: people are asked to try again, and what they sent in pieces is still there.
"""

import socket
from typing import BinaryIO

import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.refusals import Invalid, Refusal

CHUNK = 256 * 1024  # bytes; clamd's own limit of a stream (StreamMaxLength) must not be below the largest file we take
PATIENCE = 20  # seconds
logger = structlog.get_logger(__name__)


class NotScanned(Refusal):
    """The scanner gave no answer."""

    status = 503
    code = "not-scanned"
    title = gettext_lazy("This file cannot be checked now")

    def __init__(self) -> None:
        super().__init__(_("Every file is checked for viruses first, and the check does not answer. Please try again in a few minutes."))


def refuse_infected(source: BinaryIO) -> None:
    """Invalid when the scanner finds something in it, NotScanned when it does not answer; nothing without a scanner."""
    if not settings.CLAMD_SOCKET:
        return
    try:
        verdict = _ask(source)
    except OSError as silent:
        logger.error("scanner_silent", why=str(silent))  # noqa: TRY400 - the trace tells nothing more
        raise NotScanned from silent
    if verdict.endswith("FOUND"):
        logger.warning("file_infected", verdict=verdict)
        raise Invalid(_("This file may be harmful, so it was not kept. Please check your device, and send another file."), code="infected")
    if verdict != "stream: OK":
        logger.error("scanner_confused", verdict=verdict)
        raise NotScanned


def _ask(source: BinaryIO) -> str:
    """Send `zINSTREAM`, the pieces with their lengths, an empty piece; return clamd's line."""
    source.seek(0)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE)
        line.connect(settings.CLAMD_SOCKET)
        line.sendall(b"zINSTREAM\0")
        while piece := source.read(CHUNK):
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace")
