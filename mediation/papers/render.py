"""From a template and facts to a PDF/A-3a: HTML here, layout in a warm process of its own.

Same facts, same bytes: the identifier and every date are given, none is read from a clock.
Waits for the result, so it belongs into a job or a thread, never into the event loop.
"""

import asyncio
import hashlib
import json
import multiprocessing
import re
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from mediation.papers import press
from mediation.papers.drawings import check_drawings
from mediation.papers.errors import PaperError
from mediation.papers.forms import check_facts, edition_line, made_of
from mediation.papers.printed import Printed

PATIENCE = 60  # seconds, waiting behind other papers included
PAPERS_A_PROCESS = 500
STYLE = Path(__file__).with_name("paper.css").read_text(encoding="utf-8")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")  # XML forbids them

_lock = Lock()
_pool: ProcessPoolExecutor | None = None
_papers = 0


def render(template: str, facts: dict[str, Any], *, title: str, identifier: bytes | str, made_at: datetime, attachment: dict[str, Any] | None = None) -> bytes:
    """Render templates/papers/<template>.html; case.json inside names form, edition and wording, and holds the `attachment`. Raises PaperError."""
    return print_paper(template, facts, title=title, identifier=identifier, made_at=made_at, attachment=attachment).pdf


def print_paper(template: str, facts: dict[str, Any], *, title: str, identifier: bytes | str, made_at: datetime, attachment: dict[str, Any] | None = None) -> Printed:
    """Do as `render`, and say where the signatures and the seal stand, and what the paper was made of."""
    _not_in_the_loop()
    html = paper_html(template, facts, title=title, made_at=made_at)
    seed = identifier.encode() if isinstance(identifier, str) else identifier
    made = made_of(template, facts)
    data = json.dumps((attachment or {}) | made, ensure_ascii=False, sort_keys=True)
    job = (html, STYLE, hashlib.sha256(seed).digest()[:16], made_at, data)
    try:
        printed = _print(job)
    except BrokenProcessPool:  # the process was killed: a new one, once
        printed = _print_again(job)
    return replace(printed, made_of=made)


def paper_html(template: str, facts: dict[str, Any], *, title: str, made_at: datetime, screen: dict[str, Any] | None = None) -> str:
    """Return the HTML that is printed: Chinese whatever the reader's language, every fact escaped. With `screen` it is a page to look at, with a bar above."""
    check_facts(template, facts)
    check_drawings(facts)
    with translation.override("zh-hans"):
        html = render_to_string(f"papers/{template}.html", {**facts, "title": title, "made_at": made_at, "screen": screen, "edition": edition_line(template, facts)})
    return UNPRINTABLE.sub("", html)


def _not_in_the_loop() -> None:
    """A paper takes a tenth of a second, in which no socket of the process would be served."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("papers are printed in a job or a thread, never in the event loop")


def _print_again(job: tuple[Any, ...]) -> Printed:
    try:
        return _print(job)
    except BrokenProcessPool as fault:
        raise PaperError(code="paper-press-broken") from fault


def _print(job: tuple[Any, ...]) -> Printed:
    pool, future = _submit(job)
    try:
        return future.result(timeout=PATIENCE)
    except BrokenProcessPool:
        _forget(pool)
        raise
    except (press.TooSlow, TimeoutError) as slow:
        raise PaperError(code="paper-too-slow") from slow
    except Exception as fault:  # whatever the layout stumbles over, people get one sentence
        raise PaperError(code="paper-not-laid-out", kind=type(fault).__name__) from fault


def _submit(job: tuple[Any, ...]) -> tuple[ProcessPoolExecutor, Future[Printed]]:
    """Hand the job to the warm process; a fresh one follows after its share of papers."""
    global _pool, _papers
    with _lock:
        if _papers >= PAPERS_A_PROCESS and _pool is not None:
            # `max_tasks_per_child` of Python 3.11 can lose its only worker (gh-115634), so the pool is changed here
            _pool.shutdown(wait=False)
            _pool = None
        if _pool is None:
            _pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=press.warm_up)
            _papers = 0
        _papers += 1
        return _pool, _pool.submit(press.lay_out, *job)


def _forget(pool: ProcessPoolExecutor) -> None:
    """Let go of a broken pool, unless somebody has already replaced it."""
    global _pool
    with _lock:
        pool.shutdown(wait=False)
        if _pool is pool:
            _pool = None
