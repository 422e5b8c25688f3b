"""Logs as lines of JSON: endpoints and numbers, never addresses, which may hold secrets."""

import logging
import traceback

import structlog
from structlog.typing import ExcInfo


def without_words(exc_info: ExcInfo) -> str:
    """Where a fault arose and of what kind; its message may quote what somebody typed."""
    kind, _error, frames = exc_info
    return "".join([*traceback.format_tb(frames), kind.__name__])


def init_logs() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(without_words),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
