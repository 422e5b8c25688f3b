"""A clock that stands where a test puts it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, g

from tests import make


class Clock:
    """The moment at which the application believes each request was made."""

    def __init__(self) -> None:
        self.now: datetime = make.NOW

    def forward(self, by: timedelta) -> datetime:
        self.now += by
        return self.now

    def rule(self, app: Flask) -> Callable[[], None]:
        """Answer the first question for the time, before any view asks it; the answer ends that."""

        def tell() -> None:
            g.now = self.now

        asked = app.before_request_funcs.setdefault(None, [])
        asked.insert(0, tell)
        return lambda: asked.remove(tell)
