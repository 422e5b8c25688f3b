"""How days, times, numbers and names look on a page."""

import hashlib
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from flask import Flask, url_for
from flask_babel import get_locale

from outreach.kernel.clock import SHANGHAI
from outreach.web.personal import masked

STATIC = Path(__file__).parent.parent / "static"


def _english() -> bool:
    return str(get_locale()) == "en"


def day(value: date) -> str:
    """11月23日 周一; with its year when it is not this century's usual reading."""
    if _english():
        return format_date(value, "EEE d MMM y", locale="en")
    return format_date(value, "y年M月d日 EEE", locale="zh_Hans_CN")


def short_day(value: date) -> str:
    """Without the year, for tables that say it elsewhere."""
    pattern = ("EEE d MMM", "en") if _english() else ("M月d日 EEE", "zh_Hans_CN")
    return format_date(value, pattern[0], locale=pattern[1])


def short_month(value: date) -> str:
    """9月 or Sep, for the names along a chart."""
    return format_date(value, "LLL", locale="en" if _english() else "zh_Hans_CN")


def weekday_mark(weekday: int) -> str:
    """一 or M; Monday is 0."""
    pattern = ("EEEEE", "en") if _english() else ("EEEEE", "zh_Hans_CN")
    return format_date(date(2024, 1, 1 + weekday), pattern[0], locale=pattern[1])


def clock(value: time | datetime) -> str:
    """09:30, on clocks in Jiangxi."""
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).time()
    return f"{value:%H:%M}"


def moment(value: datetime) -> str:
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def count(value: float) -> str:
    """12,345; a fraction keeps one digit."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def named(thing: Any) -> str:
    """A thing's name in the reader's language."""
    return str(thing.name_en if _english() and thing.name_en else thing.name)


def in_language(thing: Any, field: str) -> str:
    """Any other text kept in both languages: `venue|in_language("address")`."""
    english = getattr(thing, f"{field}_en")
    return str(english if _english() and english else getattr(thing, field))


@cache
def _fingerprint(name: str, changed: int) -> str:
    del changed  # part of the key, so that an edited file gets a new address
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file; its fingerprint lets browsers keep it for ever."""
    changed = (STATIC / name).stat().st_mtime_ns
    return url_for("static", filename=name, v=_fingerprint(name, changed))


def init_filters(app: Flask) -> None:
    for filter_ in (day, short_day, short_month, clock, moment, count, named, in_language, masked):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["weekday_mark"] = weekday_mark
