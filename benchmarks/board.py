"""The reach board over two years, against reading every row once in plain Python.

The bare way is what a script over the ledger's tables would do: fetch all activities, head counts
and schools by the driver and add up contacts, last days and schools reached, row by row. It works
out neither people as a range nor any measure of equity. Growth is from the small sample (4,000
activities) to the province's (40,000).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring import Figures, growth, kept_folder, side_by_side
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.kernel.span import Days
from outreach.reach import queries as reach
from outreach.sample.loading import load
from tests import databases, make

SIZES = ("small", "province")
REPEATS = 3
TODAY = local_day(make.NOW)
TWO_YEARS = Days.through(TODAY - timedelta(days=729), TODAY)
COUNTED = "state IN ('counted', 'checked')"
CONTACTS = f"""(
    SELECT county_code, day, CASE WHEN counted_daily THEN NULL ELSE onsite END AS onsite
    FROM activity WHERE {COUNTED}
    UNION ALL
    SELECT a.county_code, d.day, d.onsite FROM activity_day d
    JOIN activity a ON a.id = d.activity_id WHERE a.{COUNTED}
)"""  # noqa: S608 - constants
"""People on the days on which they were counted, for benchmarks that add up by plain SQL."""
EVERY_ACTIVITY = f"SELECT id, county_code, day, school_id FROM activity WHERE {COUNTED}"  # noqa: S608 - constants
EVERY_CONTACT = f"SELECT county_code, day, onsite FROM {CONTACTS} c"  # noqa: S608 - constants
MADE_BY = ("outreach/sample", "outreach/migrations/versions", "outreach/province/data")


def sample_file(size: str) -> Path:
    """A SQLite file with the sample; made once for as long as what makes it stays the same."""
    digest = hashlib.sha256()
    for folder in MADE_BY:
        for path in sorted((Path(__file__).parent.parent / folder).glob("*.*")):
            digest.update(path.read_bytes())
    path = kept_folder() / f"sample-{size}-{digest.hexdigest()[:12]}.sqlite3"
    if not path.exists():
        with TemporaryDirectory(dir=path.parent) as folder:
            half_made = databases.migrated_sqlite(Path(folder))
            database = Database(f"sqlite:///{half_made}")
            load(database, size=size, now=make.NOW, say=lambda _words: None)
            database.dispose()  # the last connection brings everything into the one file
            half_made.rename(path)
    return path


@contextmanager
def sample(size: str) -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        database = databases.copy_sqlite(sample_file(size), Path(folder) / "sample.sqlite3")
        yield database
        database.dispose()


def row_by_row(database: Database) -> tuple[int, int]:
    """On-site contacts and schools reached in the two years, by one look at every row."""
    first, until = TWO_YEARS.first.isoformat(), TWO_YEARS.until.isoformat()
    contacts: dict[str, int] = defaultdict(int)
    last_days: dict[str, str] = {}
    days: dict[int, str] = {}
    reached: set[int | None] = set()  # None: for everybody
    by_county: dict[str, list[int]] = defaultdict(list)
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        for activity, county, day, school in _all(cursor, EVERY_ACTIVITY):
            if day < until:
                last_days[county] = max(last_days.get(county, ""), day)
                if day >= first:
                    days[activity] = day
                    reached.add(school)
        for county, day, onsite in _all(cursor, EVERY_CONTACT):
            contacts[county] += onsite or 0 if first <= day < until else 0
        for activity, school in _all(cursor, "SELECT activity_id, school_id FROM attendance"):
            if activity in days:
                reached.add(school)
        for school, county in _all(cursor, "SELECT id, county_code FROM school"):
            by_county[county].append(school)
    for schools in by_county.values():
        sum(school in reached for school in schools)
    return sum(contacts.values()), len(reached - {None})


def _all(cursor: Any, select: str) -> list[tuple[Any, ...]]:
    cursor.execute(select)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def measure(database: Database, *, repeats: int) -> Figures:
    """The whole board, ours and bare; contacts and schools reached must agree."""

    def ours() -> tuple[int, int]:
        with database.reading() as tx:
            whole = reach.board(tx, days=TWO_YEARS, today=TODAY).whole
        return whole.totals.onsite, whole.schools_reached

    if ours() != row_by_row(database):
        raise AssertionError(f"{ours()} instead of {row_by_row(database)}")
    return side_by_side(ours, lambda: row_by_row(database), repeats=repeats)


def run(*, quick: bool = False) -> Figures:
    figures: dict[str, Figures] = {}
    for size in SIZES[:1] if quick else SIZES:
        with sample(size) as database:
            figures[size] = measure(database, repeats=1 if quick else REPEATS)
    return {
        "size": figures,
        "growth": growth(figures, "ours_cpu_ms"),
        "growth_of_bare": growth(figures, "bare_cpu_ms"),
        "times_as_many": {"small": 1, "province": 10},
    }
