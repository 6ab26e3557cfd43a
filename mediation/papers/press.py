"""What runs inside the printing process: no Django, no network, and limits on time and memory."""

import faulthandler
import os
import resource
import signal
import threading
from datetime import UTC, datetime
from multiprocessing import parent_process
from typing import Any

from mediation.papers.printed import Printed

CPU_LIMIT = 10  # seconds of work for one paper, however busy the machine is; a warm one takes a tenth of a second
HANGS_AFTER = 30  # seconds by the clock, until a layout that hangs below Python loses its process
MEMORY_LIMIT = 1_000_000_000  # bytes of heap; the largest paper of the field, with the CJK fonts, takes under half


class TooSlow(Exception):
    """The paper was not laid out within its time."""


def warm_up() -> None:
    """Set the limits and load fonts and code before the first real paper."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the parent, which then ends this process
    signal.signal(signal.SIGPROF, _give_up)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_LIMIT, MEMORY_LIMIT))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    lay_out("<html lang=zh-CN><p>一二三</p></html>", "p { font-family: 'Paper Serif', 'Noto Serif CJK SC' }", bytes(16), datetime(2026, 1, 1, tzinfo=UTC), "")


def lay_out(html: str, style: str, identifier: bytes, made_at: datetime, data: str) -> Printed:
    """Return one paper as PDF/A; raises TooSlow, or whatever the layout raises."""
    from mediation.papers import layout

    signal.setitimer(signal.ITIMER_PROF, CPU_LIMIT)
    faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
    try:
        return layout.write(html, style, identifier, made_at, data)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()


def _give_up(*_signal: Any) -> None:
    raise TooSlow


def _end_with_parent() -> None:
    """A parent that was killed cannot say goodbye, and this process would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
