"""The board over ten years of a province, against plain SQL sums over the same rows; and of 31.

Ten years are the province's sample (two years, 40,000 activities) laid down five times, twice over:
some 400,000 activities. The bare way is three statements that add up in the database: contacts by
county, schools reached, and head counts by cell with their sum and their largest. It works out no
estimate, no interval and no equity. Thirty-one provinces are simulated in memory, because only the
figures are of interest there: the same facts under 31 provinces' codes.
"""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.board import CONTACTS, COUNTED, TODAY, sample_file
from benchmarks.measuring import Figures, growth, side_by_side, spent
from outreach.kernel.db import Database
from outreach.kernel.span import Days
from outreach.ledger.model import SchoolHeads
from outreach.reach import queries as reach
from outreach.reach.board import Facts, build
from outreach.reach.crowds import SchoolFacts
from tests import databases

REPEATS = 3
SAMPLE_DAYS = 728
"""What the sample spans, in whole weeks, so that copies keep their weekdays."""
STEP = 10_000_000
YEARS = {"one_year": 364, "ten_years": 3_640}
PROVINCES = (1, 4, 31)
BARE = (
    f"""SELECT county_code, sum(onsite) FROM {CONTACTS} c
        WHERE day >= ? AND day < ? GROUP BY county_code""",  # noqa: S608 - constants
    f"""SELECT count(DISTINCT school_id) FROM activity
        WHERE {COUNTED} AND day >= ? AND day < ?""",  # noqa: S608 - constants
    """SELECT county_code, school_id, cohort, count(*), sum(pupils), max(pupils) FROM attendance
       WHERE day >= ? AND day < ? GROUP BY county_code, school_id, cohort""",
)


@contextmanager
def many_years(size: str, *, copies: int) -> Iterator[Database]:
    """The sample with so many copies of itself before it."""
    with TemporaryDirectory() as folder:
        database = databases.copy_sqlite(sample_file(size), Path(folder) / "years.sqlite3")
        with closing(sqlite3.connect(Path(folder) / "years.sqlite3")) as connection:
            for copy in range(1, copies):
                _lay_down(connection, copy)
            connection.execute("ANALYZE")
            connection.commit()
        yield database
        database.dispose()


def _lay_down(connection: sqlite3.Connection, copy: int) -> None:
    back, doubled = copy % 5, 7 * (copy // 5)
    day = f"date(day, '{-SAMPLE_DAYS * back - doubled} days')"
    changes = {
        "activity": {
            "id": f"id + {STEP * copy}",
            "number": f"number || '-{copy}'",
            "day": day,
            "token": "NULL",
            "booking_id": "NULL",
        },
        "attendance": {
            "id": f"id + {STEP * copy}",
            "activity_id": f"activity_id + {STEP * copy}",
            "day": day,
            "cohort": f"cohort - {2 * back}",
        },
        "activity_day": {"activity_id": f"activity_id + {STEP * copy}", "day": day},
    }
    for table, changed in changes.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(changed.get(column, column) for column in columns)
        connection.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} "  # noqa: S608 - our names
            f"FROM {table} WHERE {'id' if 'id' in columns else 'activity_id'} < {STEP}"
        )


def in_plain_sql(database: Database, days: Days) -> int:
    """On-site contacts, by the three statements."""
    span = days.first.isoformat(), days.until.isoformat()
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        found = []
        for statement in BARE:
            cursor.execute(statement, span)
            found.append(cursor.fetchall())
    return sum(onsite or 0 for _, onsite in found[0])


def measured(database: Database, days: Days, *, repeats: int) -> Figures:
    def ours() -> int:
        with database.reading() as tx:
            return reach.board(tx, days=days, today=TODAY).whole.totals.onsite

    if ours() != in_plain_sql(database, days):
        raise AssertionError(f"{ours()} instead of {in_plain_sql(database, days)}")
    return side_by_side(ours, lambda: in_plain_sql(database, days), repeats=repeats)


def as_provinces(facts: Facts, count: int) -> Facts:
    """The same facts under the codes of so many provinces."""

    def code(of: str, nth: int) -> str:
        return f"{36 + nth}{of[2:]}" if nth else of

    def school(of: int, nth: int) -> int:
        return of + STEP * nth

    every = range(count)
    return Facts(
        counties=[
            replace(c, code=code(c.code, n), city_code=code(c.city_code, n))
            for n in every
            for c in facts.counties
        ],
        schools=[
            SchoolFacts(school(s.id, n), code(s.county_code, n), s.pupils, s.by_grade, s.area)
            for n in every
            for s in facts.schools
        ],
        totals={code(c, n): found for n in every for c, found in facts.totals.items()},
        last_days={code(c, n): day for n in every for c, day in facts.last_days.items()},
        heads=[
            SchoolHeads(code(h.county_code, n), school(h.school_id, n), h.cohort, h.counts)
            for n in every
            for h in facts.heads
        ],
        contacts={school(s, n): found for n in every for s, found in facts.contacts.items()},
    )


def _simulated(database: Database, days: Days, *, provinces: tuple[int, ...]) -> Figures:
    with database.reading() as tx:
        facts = reach.facts(tx, days=days)
    figures: dict[str, Figures] = {}
    for count in provinces:
        many = as_provinces(facts, count)
        took = spent(lambda many=many: build(many, days=days, today=TODAY))  # type: ignore[misc]
        figures[str(count)] = {
            "schools": len(many.schools),
            "ours_cpu_ms": round(took.cpu * 1000, 1),
        }
    return {"provinces": figures, "growth": growth(figures, "ours_cpu_ms")}


def run(*, quick: bool = False) -> Figures:
    size, copies, repeats = ("small", 2, 1) if quick else ("province", 10, REPEATS)
    figures: Figures = {}
    with many_years(size, copies=copies) as database:
        for name, length in YEARS.items():
            days = Days.through(TODAY - timedelta(days=length - 1), TODAY)
            figures[name] = measured(database, days, repeats=repeats)
        figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        year = Days.through(TODAY - timedelta(days=YEARS["one_year"] - 1), TODAY)
        figures["simulated"] = _simulated(
            database, year, provinces=PROVINCES[:2] if quick else PROVINCES
        )
    figures["growth"] = growth({name: figures[name] for name in YEARS}, "ours_cpu_ms")
    figures["growth_of_bare"] = growth({name: figures[name] for name in YEARS}, "bare_cpu_ms")
    return figures
