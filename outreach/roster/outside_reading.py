"""Reading somebody else's calendar in a process of its own; only busy hours come back.

A rule that repeats every second for a century, or a file made to fill the memory, takes down
only that process. Titles, places and people are never handed back.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from outreach.kernel.clock import SHANGHAI
from outreach.kernel.span import Span
from outreach.roster.outside import OutsideError

SECONDS = 15
MEMORY = 512 * 1024 * 1024
MOST_SPANS = 5_000


def busy(content: bytes, *, within: Span) -> list[Span]:
    """Hours that a calendar marks as busy, joined and cut to `within`."""
    asked = json.dumps([within.starts.timestamp(), within.ends.timestamp()]).encode()
    try:
        child = subprocess.run(
            [sys.executable, "-m", "outreach.roster.outside_reading"],
            input=asked + b"\n" + content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "PATH": os.environ.get("PATH", ""),
                "LANG": "C.UTF-8",
            },
        )
    except subprocess.TimeoutExpired:
        raise OutsideError("not-a-calendar") from None
    if child.returncode != 0:
        raise OutsideError("not-a-calendar")
    return [
        Span(datetime.fromtimestamp(starts, UTC), datetime.fromtimestamp(ends, UTC))
        for starts, ends in json.loads(child.stdout)
    ]


def read(content: bytes, *, within: Span) -> list[tuple[int, int]]:
    """In the child: busy spans as seconds since 1970."""
    from icalendar import Calendar
    from recurring_ical_events import of

    if not {b"BEGIN:VCALENDAR", b"END:VCALENDAR"} <= set(content.upper().split()):
        raise ValueError("not a calendar, or not a whole one")
    found: list[tuple[int, int]] = []
    for calendar in Calendar.from_ical(content, multiple=True):
        for each in of(calendar, skip_bad_series=True).between(within.starts, within.ends):
            span = _span(each, within)
            if span is not None:
                found.append(span)
            if len(found) > MOST_SPANS:
                raise ValueError("too many")
    return joined(found)


def _span(entry: Any, within: Span) -> tuple[int, int] | None:
    """The busy hours of one entry; none when it is called off or does not block time."""
    if str(entry.get("STATUS", "")).upper() == "CANCELLED":
        return None
    if str(entry.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT":
        return None
    starts, ends = entry.start, entry.end
    first, last = _moment(starts), _moment(ends)
    if not isinstance(ends, datetime) and ends == starts:
        last = first + timedelta(days=1)
    first, last = max(first, within.starts), min(last, within.ends)
    return (int(first.timestamp()), int(last.timestamp())) if first < last else None


def _moment(when: date) -> datetime:
    """Days begin at midnight in Jiangxi, and so do hours without a zone."""
    if not isinstance(when, datetime):
        return datetime.combine(when, time(), SHANGHAI)
    return when.replace(tzinfo=SHANGHAI) if when.tzinfo is None else when


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch or overlap become one."""
    kept: list[tuple[int, int]] = []
    for starts, ends in sorted(spans):
        if kept and starts <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], ends))
        else:
            kept.append((starts, ends))
    return kept


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    line, _, content = sys.stdin.buffer.read().partition(b"\n")
    starts, ends = json.loads(line)
    within = Span(datetime.fromtimestamp(starts, UTC), datetime.fromtimestamp(ends, UTC))
    sys.stdout.write(json.dumps(read(content, within=within)))


if __name__ == "__main__":
    main()
