"""Logs as lines of JSON that hold no personal data."""

import logging
import re

import structlog

SECRET_PATHS = re.compile(r"/(feeds|sign-in/link)/[^/\s?]+")


def without_secrets(path: str) -> str:
    """A path that may be logged: tokens in it are cut out."""
    return SECRET_PATHS.sub(r"/\1/…", path)


def init_logs() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
