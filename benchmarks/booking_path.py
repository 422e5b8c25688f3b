"""Where the time of one booking goes: its statements, its flush, and the Python between them."""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

from sqlalchemy import event

from benchmarks import booking_ways as how
from benchmarks.booking_ways import Job
from benchmarks.measuring import Figures
from outreach.kernel.db import Database

_KIND = re.compile(
    r"(SELECT|INSERT INTO|UPDATE|SAVEPOINT|RELEASE|BEGIN)(?:.*?\bFROM)?\s*(\w*)", re.DOTALL
)
COMMIT = "COMMIT and flush"


class Watch:
    """Counts statements and adds up how long each kind took, over many bookings."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self._began = 0.0
        self._committing = 0.0

    def before(self, *_: Any) -> None:
        self._began = time.perf_counter()

    def after(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        kind = kind_of(statement)
        self.counts[kind] += 1
        self.seconds[kind].append(time.perf_counter() - self._began)

    def commit(self, *_: Any) -> None:
        self._committing = time.perf_counter()

    def done(self) -> None:
        self.counts[COMMIT] += 1
        self.seconds[COMMIT].append(time.perf_counter() - self._committing)


def kind_of(statement: str) -> str:
    """`SELECT booking`, `UPDATE session`: the verb and its first table."""
    found = _KIND.match(statement)
    if found is None:
        return statement.split(maxsplit=1)[0]
    verb, table = found.groups()
    return f"{verb} {table}" if verb in {"SELECT", "INSERT INTO", "UPDATE"} else verb


@contextmanager
def watching(database: Database) -> Iterator[Watch]:
    watch = Watch()
    hooks = (
        ("before_cursor_execute", watch.before),
        ("after_cursor_execute", watch.after),
        ("commit", watch.commit),
    )
    for name, hook in hooks:
        event.listen(database.engine, name, hook)
    try:
        yield watch
    finally:
        for name, hook in hooks:
            event.remove(database.engine, name, hook)


def where_the_time_goes(database: Database, jobs: Sequence[Job]) -> Figures:
    """Statements of one booking, and its milliseconds by statement; the medians of all jobs."""
    how.wipe(database)
    warm, *measured = jobs
    how.book(database, warm)
    whole: list[float] = []
    with watching(database) as watch:
        for job in measured:
            began = time.perf_counter()
            how.book(database, job)
            watch.done()
            whole.append(time.perf_counter() - began)
    each = len(measured)
    parts = {
        kind: round(median(seconds) * len(seconds) / each * 1000, 3)
        for kind, seconds in watch.seconds.items()
    }
    total = round(median(whole) * 1000, 3)
    statements = {k: n / each for k, n in watch.counts.items() if k != COMMIT}
    return {
        "statements": round(sum(statements.values()), 2),
        "by_kind": {kind: round(count, 2) for kind, count in statements.items()},
        "total_ms": total,
        "ms_by_part": dict(sorted(parts.items(), key=lambda part: -part[1])),
        "python_ms": round(total - sum(parts.values()), 3),
    }
