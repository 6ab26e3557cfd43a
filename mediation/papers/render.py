"""From a template and facts to a PDF/A-3a: HTML here, layout in a warm process of its own, never in the event loop.

Same facts, same bytes: the identifier and every date are given, none is read from a clock.
"""

import hashlib
import json
import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from django.template.loader import render_to_string

from mediation.papers import press

LIMIT = 20.0  # seconds for one paper; a warm one takes a tenth of a second
PAPERS_A_PROCESS = 500
STYLE = Path(__file__).with_name("paper.css").read_text(encoding="utf-8")

_pool: ProcessPoolExecutor | None = None
_lock = Lock()


class PaperError(Exception):
    """The paper could not be made."""


def render(template: str, facts: dict[str, Any], *, title: str, identifier: str, made_at: datetime, attachment: dict[str, Any] | None = None) -> bytes:
    """Render templates/papers/<template>.html; raises PaperError when it cannot be laid out in time."""
    html = render_to_string(f"papers/{template}.html", {**facts, "title": title})
    digest = hashlib.sha256(identifier.encode()).digest()[:16]
    data = json.dumps(attachment, ensure_ascii=False, sort_keys=True) if attachment is not None else ""
    try:
        return _ask(html, digest, made_at, data)
    except BrokenProcessPool:
        _forget()  # the process was killed: a new one, once
        return _ask(html, digest, made_at, data)


def _ask(html: str, digest: bytes, made_at: datetime, data: str) -> bytes:
    job: Future[bytes] = _running().submit(press.lay_out, html, STYLE, digest, made_at, data)
    try:
        return job.result(timeout=LIMIT)
    except TooSlow as slow:
        _forget()
        raise PaperError("not laid out in time") from slow
    except (RecursionError, ValueError, MemoryError) as fault:
        raise PaperError(str(fault)[:200]) from fault


def _running() -> ProcessPoolExecutor:
    global _pool  # noqa: PLW0603 - one warm process for the whole program
    with _lock:
        if _pool is None:
            _pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=press.warm_up, max_tasks_per_child=PAPERS_A_PROCESS)
        return _pool


def _forget() -> None:
    global _pool  # noqa: PLW0603
    with _lock:
        if _pool is not None:
            _pool.shutdown(wait=False, cancel_futures=True)
        _pool = None
