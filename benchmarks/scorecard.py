"""A county's sheet and the list of next visits over ten years, against plain sums of the same rows.

The ledger of the province-size sample (40,000 activities) is repeated ten times, each time a year
earlier, so that 400,000 activities and their head counts lie in eleven years. Beside the sheet
stand the two sums it cannot do without, as one would type them: contacts by county over twelve
months and the last day of each school of the county. Beside the list stands the last day of every
school and the largest head count of every cell. Neither knows people, needs, ways or an order.
"""

import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.board import CONTACTS, TODAY, sample_file
from benchmarks.measuring import Figures, growth, kept_folder, side_by_side
from outreach.kernel.db import Database
from outreach.outlook import priority
from outreach.outlook import queries as outlook
from outreach.outlook.trying import Question, tried
from outreach.province import queries as province
from outreach.scorecard import queries as scorecard
from tests import databases

COUNTY = "360734"
COPIES = {"40000": 1, "400000": 10}
REPEATS = 3
COUNTED = "state IN ('counted', 'checked')"


def ten_years(copies: int) -> Path:
    """A SQLite file with the ledger of the sample so many times, each a year earlier."""
    source = sample_file("province")
    path = kept_folder() / f"{source.stem}-{copies}-times.sqlite3"
    if not path.exists():
        half_made = path.with_suffix(".half-made")
        databases.copy_sqlite(source, half_made).dispose()
        with closing(sqlite3.connect(half_made)) as connection, connection:
            for number in range(1, copies):
                _a_year_earlier(connection, number)
            connection.execute("ANALYZE")
        half_made.rename(path)
    return path


def _a_year_earlier(connection: sqlite3.Connection, years: int) -> None:
    """Every record of the sample once more, with its head counts, so many years before."""
    most = connection.execute("SELECT max(id) FROM activity WHERE number NOT LIKE '%~%'")
    step = 10 ** len(str(most.fetchone()[0]))
    changes = {
        "activity": {
            "id": f"id + {years * step}",
            "number": f"number || '~{years}'",
            "day": f"date(day, '-{years} years')",
            "booking_id": "NULL",
            "token": "NULL",
        },
        "attendance": {
            "id": "NULL",
            "activity_id": f"activity_id + {years * step}",
            "day": f"date(day, '-{years} years')",
            "cohort": f"cohort - {years}",
        },
    }
    only = {
        "activity": "number NOT LIKE '%~%'",
        "attendance": f"activity_id < {step}",
    }
    for table, changed in changes.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        chosen = ", ".join(changed.get(column, column) for column in columns)
        connection.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} "  # noqa: S608 - our own names
            f"WHERE {only[table]}"
        )


@contextmanager
def ledger(copies: int) -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        database = databases.copy_sqlite(ten_years(copies), Path(folder) / "ten-years.sqlite3")
        yield database
        database.dispose()


def sheet(database: Database) -> tuple[int, int]:
    """On-site contacts of the county's twelve months, and its schools that never had anything."""
    with database.reading() as tx:
        card = scorecard.card(tx, province.county(tx, COUNTY), today=TODAY)
    return card.reach.totals.onsite, len(card.never)


def sheet_bare(database: Database) -> tuple[int, int]:
    year_ago = f"date('{TODAY}', '-1 years', '+1 day')"
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(
            f"SELECT county_code, count(*), sum(onsite) FROM {CONTACTS} c "  # noqa: S608 - constants
            f"WHERE day >= {year_ago} AND day <= '{TODAY}' GROUP BY county_code"
        )
        contacts = {code: onsite or 0 for code, _, onsite in cursor.fetchall()}
        cursor.execute(
            "SELECT s.id, max(d.day) FROM school s LEFT JOIN ("  # noqa: S608 - constants
            f"SELECT school_id, day FROM activity WHERE {COUNTED} AND county_code = '{COUNTY}' "
            "UNION ALL SELECT t.school_id, t.day FROM attendance t JOIN activity a ON "
            f"a.id = t.activity_id WHERE a.{COUNTED} AND t.county_code = '{COUNTY}'"
            f") d ON d.school_id = s.id WHERE s.county_code = '{COUNTY}' AND s.active GROUP BY s.id"
        )
        last = cursor.fetchall()
    return contacts.get(COUNTY, 0), sum(day is None for _, day in last)


def listing(database: Database) -> tuple[int, int]:
    """Schools in their turn, and those that never had anything."""
    with database.reading() as tx:
        ranking = outlook.ranking(tx, province.counties(tx), today=TODAY)
    priority.agreement(ranking)
    return len(ranking.lines), sum(line.candidate.months is None for line in ranking.lines)


def listing_bare(database: Database) -> tuple[int, int]:
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT s.id, max(d.day) FROM school s LEFT JOIN ("  # noqa: S608 - constants
            f"SELECT school_id, day FROM activity WHERE {COUNTED} AND day <= '{TODAY}' "
            "UNION ALL SELECT t.school_id, t.day FROM attendance t JOIN activity a ON "
            f"a.id = t.activity_id WHERE a.{COUNTED} AND t.day <= '{TODAY}'"
            ") d ON d.school_id = s.id WHERE s.active GROUP BY s.id"
        )
        last = cursor.fetchall()
        cursor.execute(
            "SELECT t.school_id, t.cohort, t.whole_class, max(t.pupils) FROM attendance t "  # noqa: S608 - constants
            f"JOIN activity a ON a.id = t.activity_id WHERE a.{COUNTED} "
            f"AND t.day > date('{TODAY}', '-36 months') GROUP BY 1, 2, 3"
        )
        cursor.fetchall()
    return len(last), sum(day is None for _, day in last)


def trying(database: Database) -> int:
    """Three more van days, before and after; how many stops they come to."""
    with database.reading() as tx:
        return len(tried(tx, Question(days=3), city_code=None, today=TODAY).stops)


def peak_mb(way: Callable[[], object]) -> float:
    """The most memory that Python held for it, beyond what it held before."""
    tracemalloc.start()
    try:
        way()
        return round(tracemalloc.get_traced_memory()[1] / 2**20, 1)
    finally:
        tracemalloc.stop()


def measure(database: Database, *, repeats: int) -> Figures:
    """Sheet, list and what-if; the figures of ours and of the sums must agree."""
    figures: Figures = {}
    for name, ours, bare in (
        ("sheet", sheet, sheet_bare),
        ("list", listing, listing_bare),
    ):
        if ours(database) != bare(database):
            raise AssertionError(f"{name}: {ours(database)} instead of {bare(database)}")
        figures[name] = side_by_side(
            lambda ours=ours: ours(database),  # type: ignore[misc]  # a default for the loop
            lambda bare=bare: bare(database),  # type: ignore[misc]
            repeats=repeats,
        )
        figures[name]["peak_mb"] = peak_mb(lambda ours=ours: ours(database))  # type: ignore[misc]
    figures["what_if"] = side_by_side(
        lambda: trying(database), lambda: listing_bare(database), repeats=repeats
    )
    figures["what_if"]["peak_mb"] = peak_mb(lambda: trying(database))
    return figures


def run(*, quick: bool = False) -> Figures:
    found: dict[str, Figures] = {}
    for size, copies in list(COPIES.items())[: 1 if quick else None]:
        with ledger(copies) as database:
            found[size] = measure(database, repeats=1 if quick else REPEATS)
    return {
        "activities": found,
        "growth": {
            name: growth({size: each[name] for size, each in found.items()}, "ours_cpu_ms")
            for name in ("sheet", "list", "what_if")
        },
        "growth_of_bare": {
            name: growth({size: each[name] for size, each in found.items()}, "bare_cpu_ms")
            for name in ("sheet", "list")
        },
    }
