"""Runs migrations: all of them in one transaction, one runner at a time, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from outreach.kernel.db import Database

HERE = Path(__file__).parent
ADVISORY_LOCK = 20_251_123  # any number that nothing else on the server locks


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Bring the database to the newest revision."""
    move(database, to="head")


def move(database: Database, *, to: str) -> None:
    """Bring the database to a revision, up or down; `base` is the empty database."""
    with exclusively(database) as connection:
        if _is_behind_us(connection, to):
            command.downgrade(configuration(connection), to)
        else:
            command.upgrade(configuration(connection), to)


def _is_behind_us(connection: Connection, to: str) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    return current is not None and to != "head" and (to == "base" or to < current)


def current(database: Database) -> str | None:
    """The revision a database is at; nothing when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    return ScriptDirectory.from_config(configuration()).get_current_head()


@contextmanager
def exclusively(database: Database) -> Iterator[Connection]:
    """A connection inside a writing transaction that other runners wait for.

    SQLite rebuilds a table by copying it, which foreign keys would read as deleting its rows;
    they are switched off for the time and checked before the end.
    """
    writer = database.engine.execution_options(outreach_writes=True)
    with writer.connect() as connection:
        if database.is_sqlite:
            _foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                if not database.is_sqlite:
                    _wait_for_turn(connection)
                yield connection
                if database.is_sqlite:
                    _check_foreign_keys(connection)
        finally:
            if database.is_sqlite:
                _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, state: str) -> None:
    # Inside a transaction SQLite ignores this setting; the engine would begin one, so not by it.
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - the connection is open
    driver.execute(f"PRAGMA foreign_keys={state}")


def _check_foreign_keys(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise RuntimeError(f"rows without what they refer to after migrating: {orphans[:5]}")


def _wait_for_turn(connection: Connection) -> None:
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
