"""Every session of a long season with the places left, as the lists of the desk ask for it.

The bare way fetches the same columns and the same subtraction in one SQL statement by the driver
alone. Sizes grow to 13,000 sessions: a large house's whole year.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import insert, text

from benchmarks import booking
from benchmarks.measuring import Figures, growth, side_by_side
from outreach.kernel.db import Database
from outreach.season import queries as season
from outreach.season.tables import DayLoadRow, SessionRow
from tests import make
from tests.booking import world

SIZES = (1_000, 4_000, 13_000)
QUICK_SIZES = (100, 200)
PER_DAY = 36
REPEATS = 7
FIRST = date(2027, 1, 4)
LAST = FIRST + timedelta(days=400)

# Days are capped as a whole here, so one subquery tells what the caps still allow.
BARE = """
    SELECT session.id, programme_id, session.venue_id, session.day, starts, ends,
           session.capacity, session.taken, waiting, revision, state, opens_at, closes_at,
           hall_id, reason,
           CASE WHEN day_load.capacity - day_load.taken < session.capacity - session.taken
                THEN day_load.capacity - day_load.taken
                ELSE session.capacity - session.taken END AS places_left
    FROM session
    LEFT JOIN day_load ON day_load.venue_id = session.venue_id AND day_load.day = session.day
         AND day_load.part = 'day'
    WHERE session.day >= '2027-01-04' AND session.state = 'open'
    ORDER BY session.day, starts, session.id
"""


def fill(database: Database, *, first: int, until: int) -> None:
    """Sessions by number, a quarter hour apart, 36 a day; every day has a cap."""
    numbers = range(first, until)
    with database.writing() as tx:
        known = set(tx.scalars(text("SELECT DISTINCT day FROM day_load")))
        days = {_day(number) for number in numbers}
        tx.execute(insert(SessionRow), [_session(number) for number in numbers])
        tx.execute(
            insert(DayLoadRow),
            [
                {"venue_id": 1, "day": day, "part": "day", "capacity": 900, "taken": 450}
                for day in sorted(days)
                if day not in known and day.isoformat() not in known
            ],
        )


def _day(number: int) -> date:
    return FIRST + timedelta(days=number // PER_DAY)


def _session(number: int) -> dict[str, object]:
    hour, quarter = divmod(number % PER_DAY, 4)
    return {
        "programme_id": 1,
        "venue_id": 1,
        "day": _day(number),
        "starts": time(9 + hour, quarter * 15),
        "ends": time(9 + hour, quarter * 15 + 14),
        "capacity": 40,
        "taken": number % 41,
        "opens_at": make.NOW - timedelta(days=1),
        "closes_at": make.NOW + timedelta(days=60),
    }


def compare(database: Database, *, repeats: int) -> Figures:
    """The list with places left, ours and bare; both must find the same number of places."""

    def ours() -> int:
        with database.reading() as tx:
            found = season.upcoming_sessions(tx, first=FIRST, last=LAST)
        return sum(session.places_left for session in found)

    def bare() -> int:
        with _raw(database) as cursor:
            cursor.execute(BARE)
            return sum(row[-1] for row in cursor.fetchall())

    if ours() != bare():
        raise AssertionError(f"{ours()} places instead of {bare()}")
    return side_by_side(ours, bare, repeats=repeats)


@contextmanager
def _raw(database: Database) -> Iterator[Any]:
    connection = database.engine.raw_connection()
    try:
        yield connection.cursor()
    finally:
        connection.close()


def measure(database: Database, *, quick: bool) -> Figures:
    world.build(database, sessions=0)
    figures: dict[str, Figures] = {}
    made = 0
    for size in QUICK_SIZES if quick else SIZES:
        fill(database, first=made, until=size)
        made = size
        figures[str(size)] = compare(database, repeats=1 if quick else REPEATS)
    return {
        "sessions": figures,
        "growth": growth(figures, "ours_cpu_ms"),
        "growth_of_bare": growth(figures, "bare_cpu_ms"),
    }


def run(*, quick: bool = False) -> Figures:
    figures: Figures = {}
    for name, server in booking.SERVERS.items():
        with server() as fresh, fresh() as database:
            figures[name] = measure(database, quick=quick)
    return figures
