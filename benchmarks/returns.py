"""The whole pack of a province's year, against a plain SQL aggregate over the same rows.

The bare way is the least that any return could be filled from: one statement that adds up the
year's activities by county and kind, with the numbers that forms ask for. It keeps no trail, knows
no rule, writes no file. Ours is the pack a person waits for: every form of every unit counted from
its records, workbooks, Word files, the year's ledger, and why forms differ. Growth is from the
small sample to the province's, each with all of its activities in one year; memory is the most that
a process of its own took.
"""

import json
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.board import sample_file
from benchmarks.measuring import Figures, growth, side_by_side
from outreach.accounts import queries as accounts
from outreach.kernel.db import Database
from outreach.returns import pack_actions, pack_job, places, queries
from outreach.returns.model import Return
from tests import databases, make

SIZES = ("small", "province")
YEAR = make.NOW.year
REPEATS = 3
ONE_YEAR = (
    "UPDATE activity SET day = :year || substr(day, 5) WHERE substr(day, 1, 4) < :year",
    (
        "UPDATE activity SET until_day = :year || substr(until_day, 5)"
        " WHERE substr(until_day, 1, 4) < :year"
    ),
)
AGGREGATE = f"""
    SELECT county_code, kind, venue_id IS NULL, count(*), sum(onsite), sum(onsite_pupils),
           sum(online), sum(minutes), count(DISTINCT school_id)
    FROM activity
    WHERE state IN ('counted', 'checked') AND day >= '{YEAR}-01-01' AND day < '{YEAR + 1}-01-01'
    GROUP BY county_code, kind, venue_id IS NULL
"""  # noqa: S608 - a year of ours


def one_year(size: str, folder: Path) -> Database:
    """The sample, with the activities of its two years in one."""
    database = databases.copy_sqlite(sample_file(size), folder / f"{size}.sqlite3")
    with closing(database.engine.raw_connection()) as connection:
        for statement in ONE_YEAR:
            connection.cursor().execute(statement, {"year": str(YEAR)})
        connection.commit()
    return database


def aggregate(database: Database) -> int:
    """Activities by the plain statement."""
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(AGGREGATE)
        return sum(row[3] for row in cursor.fetchall())


def the_return(database: Database, slug: str) -> Return:
    with database.reading() as tx:
        unit = places.find_unit(tx, "province", "province")
        admin = accounts.find_person_by_email(tx, "admin@sample.invalid")
        assert unit is not None
        assert admin is not None
        found = queries.listed(tx, admin, unit=unit, year=YEAR)
        return next(each for each in found if each.round.version.slug == slug)


def counted(database: Database, found: Return) -> int | None:
    """One form of the whole province, from the ledger, with every cell's trail."""
    with database.reading() as tx:
        return queries.count_now(tx, found).value(("activities", "actual"))


def pack(database: Database, uploads: Path) -> None:
    """What the worker does when somebody asks for everything."""
    with database.writing() as tx:
        unit = places.find_unit(tx, "province", "province")
        admin = accounts.find_person_by_email(tx, "admin@sample.invalid")
        assert unit is not None
        assert admin is not None
        pack_actions.ask(tx, unit, YEAR, by=admin.id, now=make.NOW)
    pack_job.make_asked(database, uploads=uploads, clock=lambda: make.NOW)


def apart(database: Database, uploads: Path) -> Figures:
    """Seconds and memory of a pack that is made in a process of its own."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.returns", str(database.url.database), str(uploads)],
        capture_output=True,
        text=True,
        check=True,
    )
    told: Figures = json.loads(made.stdout.splitlines()[-1])
    return told


def measure(size: str, *, repeats: int) -> Figures:
    with TemporaryDirectory() as name:
        folder = Path(name)
        database = one_year(size, folder)
        form = the_return(database, "performance")
        if counted(database, form) != (activities := aggregate(database)):
            raise AssertionError(f"{counted(database, form)} instead of {activities}")
        figures = {
            "activities": activities,
            "form": side_by_side(
                lambda: counted(database, form), lambda: aggregate(database), repeats=repeats
            ),
            "pack": side_by_side(
                lambda: pack(database, folder), lambda: aggregate(database), repeats=repeats
            ),
            "apart": apart(database, folder),
        }
        database.dispose()
    return figures


def run(*, quick: bool = False) -> Figures:
    sizes = SIZES[:1] if quick else SIZES
    figures = {size: measure(size, repeats=1 if quick else REPEATS) for size in sizes}
    packs = {size: found["pack"] for size, found in figures.items()}
    forms = {size: found["form"] for size, found in figures.items()}
    return {
        "size": figures,
        "growth_of_pack": growth(packs, "ours_cpu_ms"),
        "growth_of_form": growth(forms, "ours_cpu_ms"),
        "growth_of_bare": growth(forms, "bare_cpu_ms"),
    }


def own_peak() -> float:
    """Most memory this process ever held, in MB; getrusage would count its parent's as well."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """A pack in this process, with what it took."""
    database, began = Database(f"sqlite:///{sys.argv[1]}"), time.perf_counter()
    pack(database, Path(sys.argv[2]))
    seconds = time.perf_counter() - began
    peak = own_peak()
    print(json.dumps({"seconds": round(seconds, 2), "peak_mb": round(peak)}))


if __name__ == "__main__":
    main()
