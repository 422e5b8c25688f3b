"""What a view needs to know about the question it answers."""

import secrets
from datetime import datetime
from typing import cast

from flask import current_app, g
from flask_babel import get_locale

from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings


def database() -> Database:
    return cast(Database, current_app.extensions["outreach.database"])


def settings() -> Settings:
    return cast(Settings, current_app.extensions["outreach.settings"])


def now() -> datetime:
    """The moment at which this question was asked; the same however often it is read."""
    if "now" not in g:
        g.now = utc_now()
    return cast(datetime, g.now)


def request_id() -> str:
    """Names this request in the log and on the page that apologises."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(4)
    return cast(str, g.request_id)


def locale() -> str:
    """`zh_Hans_CN` or `en`."""
    return str(get_locale() or "zh_Hans_CN")
