"""Logs: one JSON line each, with nothing in it but what the allow-list names. Whatever else is handed in is dropped.

The messages of exceptions are left out everywhere: they may hold a person's words, or a token.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "event_id",
        "form",
        "question",
        "problem",
        "account",
        "reason",
        "seconds",
        "count",
        "name",
        "version",
        "language",
        "context",
    }
)


def configure() -> None:
    """Send structlog to the error stream, and keep the libraries' own chatter (URLs with tokens in them) out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Places("%(levelname)s %(name)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _allowed,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _allowed(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in entry.items() if name in ALLOWED}


def where(problem: BaseException) -> str:
    """Kind of error and places in the code, the innermost first."""
    frames = traceback.extract_tb(problem.__traceback__)[-4:]
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(problem).__name__} at {places}"[:500]


class Places(logging.Formatter):
    """For the libraries: their tracebacks as `where` tells them."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return where(ei[1]) if ei[1] else ""
