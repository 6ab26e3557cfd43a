"""Structured logs without personal data: ids, phones and tokens are scrubbed from every line."""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

from mediation.masking import scrub

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
]


def scrub_event(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Scrub every text of a line; drop what identifies a visitor."""
    for unwanted in ("ip", "user_agent"):
        event.pop(unwanted, None)
    return {key: scrub(value) if isinstance(value, str) else value for key, value in event.items()}


def configure(options: dict[str, Any]) -> None:
    """Set up structlog and the standard library's loggers; Django calls this with settings.LOGGING."""
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if options["json"] else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info, scrub_event, last],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers, root.level = [handler], getattr(logging, options["level"])
    for noisy in ("daphne", "procrastinate", "asyncio", "fontTools", "weasyprint", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
