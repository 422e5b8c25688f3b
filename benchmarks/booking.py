"""A class of 30 books: many processes, one hot session or 200, against the bare transaction.

The physical limit is the same five statements on the same rows by the driver alone, with the
same gate and the same flush to disk; both ways take turns on the same database.
"""

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import booking_ways as how
from benchmarks.booking_path import where_the_time_goes
from benchmarks.booking_ways import Job
from benchmarks.clients import Clients, Round, clients
from benchmarks.measuring import Figures, growth, milliseconds, percentile, ratio
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from tests import databases, serving
from tests.booking import world
from tests.booking.rush import Pen, url_of
from tests.booking.world import World

CLIENTS = (1, 8, 32)
SPREAD = 200
BOOKINGS = 96
ROUNDS = 3
PLENTY = 30_000
HTTP_CLIENTS = 8
HTTP_BOOKINGS = 64
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


Fresh = Callable[[], AbstractContextManager[Database]]
"""A new, migrated, empty database each time."""


@contextmanager
def sqlite() -> Iterator[Fresh]:
    with TemporaryDirectory() as folder:
        migrated = databases.migrated_sqlite(Path(folder))

        @contextmanager
        def fresh() -> Iterator[Database]:
            database = databases.copy_sqlite(migrated, Path(folder) / "booking.sqlite3")
            yield database
            database.dispose()
            for left in Path(folder).glob("booking.*"):
                left.unlink()

        yield fresh


@contextmanager
def postgresql() -> Iterator[Fresh]:
    """As durable as it comes: the tests' server is not, because nothing of theirs must last."""
    with TemporaryDirectory() as folder:
        server = databases.find_server(databases.run_name(), Path(folder))
        if "TEST_DATABASE_URL" not in os.environ:
            for setting in DURABLE:
                server.tell(f"ALTER SYSTEM RESET {setting}")
            server.tell("SELECT pg_reload_conf()")
        template = server.template(Path(folder))
        yield lambda: server.copy(template)
        server.close()


SERVERS = {"sqlite": sqlite, "postgresql": postgresql}


def lay_out(database: Database, *, sessions: int, schools: int) -> World:
    """Sessions with room for everybody, each on a day of its own that has a cap."""
    return world.build(
        database,
        capacity=PLENTY,
        day_cap=PLENTY,
        sessions=sessions,
        schools=schools,
        same_day=False,
        now=utc_now(),
    )


def jobs_of(ground: World) -> list[Job]:
    """Each school books once; the sessions take turns."""
    return [
        Job(number, school, ground.sessions[number % len(ground.sessions)], teacher.id)
        for number, (school, teacher) in enumerate(
            zip(ground.schools, ground.teachers, strict=True)
        )
    ]


def with_rows(database: Database, jobs: Sequence[Job]) -> list[Job]:
    """The same jobs with the rows that the action has just written for each."""
    rows = how.written(database)
    return [replace(job, rows=rows[job.school.id, job.session_id]) for job in jobs]


def cell(
    database: Database, crowd: Clients, jobs: Sequence[Job], *, count: int, way: str, rounds: int
) -> Figures:
    """Ours and bare in turn, so many clients each time; every place is counted afterwards."""

    def once(name: str) -> Round:
        how.wipe(database)
        done = crowd.work(name, jobs, clients=count)
        expected = len(jobs) * how.PUPILS
        if how.places_sold(database) != (expected, expected):
            raise AssertionError(f"{name}: {how.places_sold(database)} instead of {expected}")
        return done

    pairs = [(once(way), once("bare")) for _ in range(rounds)]
    waits = [wait for ours, _ in pairs for wait in ours.waits]
    each = len(jobs)
    return {
        "ratio": ratio((ours.seconds, bare.seconds) for ours, bare in pairs),
        "cpu_ratio": ratio((ours.cpu, bare.cpu) for ours, bare in pairs),
        "ms_each": milliseconds(ours.seconds / each for ours, _ in pairs),
        "bare_ms_each": milliseconds(bare.seconds / each for _, bare in pairs),
        "cpu_ms_each": milliseconds(ours.cpu / each for ours, _ in pairs),
        "bare_cpu_ms_each": milliseconds(bare.cpu / each for _, bare in pairs),
        "classes_per_s": round(statistics.median(each / ours.seconds for ours, _ in pairs)),
        "bare_per_s": round(statistics.median(each / bare.seconds for _, bare in pairs)),
        "p50_ms": milliseconds([percentile(waits, 0.5)]),
        "p99_ms": milliseconds([percentile(waits, 0.99)]),
        "bookings": each * rounds,
    }


def measure(database: Database, *, sessions: int, quick: bool) -> Figures:
    """Both ways with 1, 8 and 32 clients, then one booking by itself, statement by statement."""
    counts = CLIENTS[:2] if quick else CLIENTS
    schools, rounds = (16, 1) if quick else (BOOKINGS, ROUNDS)
    jobs = jobs_of(lay_out(database, sessions=sessions, schools=schools))
    url = url_of(database)
    database.dispose()  # no connection of ours may live on in a client
    with clients(max(counts), ways=partial(how.ways, url)) as crowd:
        crowd.work("ours", jobs, clients=max(counts))  # each connects; and leaves rows to copy
        jobs = with_rows(database, jobs)
        how.wipe(database)
        crowd.work("bare", jobs, clients=max(counts))
        found = {
            str(count): cell(database, crowd, jobs, count=count, way="ours", rounds=rounds)
            for count in counts
        }
    return {
        "clients": found,
        "growth_of_ms_each": growth(found, "ms_each"),
        "where_the_time_goes": where_the_time_goes(database, jobs),
    }


def over_http(database: Database, *, quick: bool) -> Figures:
    """The form posted to `outreach serve`, two processes of four threads each, by 8 clients."""
    ground = lay_out(database, sessions=1, schools=8 if quick else HTTP_BOOKINGS)
    jobs = jobs_of(ground)
    for job in jobs:
        how.book(database, job)
    pen = Pen(database)
    posts = [
        pen.book(
            str(job.number),
            teacher,
            session=job.session_id,
            school=job.school.id,
            pupils=how.PUPILS,
        )
        for job, teacher in zip(jobs, ground.teachers, strict=True)
    ]
    jobs = [
        replace(job, post=post) for job, post in zip(with_rows(database, jobs), posts, strict=True)
    ]
    url = url_of(database)
    pen.database.dispose()
    with (
        serving.serving(url) as address,
        clients(HTTP_CLIENTS, ways=partial(how.ways, url, address)) as crowd,
    ):
        rounds = 1 if quick else ROUNDS
        return cell(database, crowd, jobs, count=HTTP_CLIENTS, way="http", rounds=rounds)


def run(*, quick: bool = False) -> Figures:
    figures: Figures = {}
    for name, server in SERVERS.items():
        with server() as fresh:
            figures[name] = {}
            for where, sessions in (("hot", 1), ("spread", SPREAD)):
                with fresh() as database:
                    figures[name][where] = measure(database, sessions=sessions, quick=quick)
            if name == "sqlite":
                with fresh() as database:
                    figures["http, 8 clients, sqlite, hot"] = over_http(database, quick=quick)
    return figures
