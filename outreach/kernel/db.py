"""Transactions: the only place that begins, commits and rolls back."""

import fcntl
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    UpdateBase,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.orm import DeclarativeBase, Session


class Tx(Session):
    """One transaction's view of the database; opened at the edge and handed down."""


def changed(tx: Tx, statement: UpdateBase, values: Mapping[str, object] | None = None) -> int:
    """Carry out an UPDATE or DELETE; how many rows it found and changed.

    A conditional UPDATE of one row decides and changes at once: 1 is yes, 0 is no.
    """
    result = tx.execute(statement, values)
    assert isinstance(result, CursorResult)  # noqa: S101 - such a statement has nothing else
    return int(result.rowcount)


class Instant(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("moments are aware")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """Base of every table; constraints carry names, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Gate:
    """Lets SQLite's writers in one after the other, in the order in which they came.

    SQLite's own busy handler polls, so under load one client waits for seconds while another
    writes hundreds of times. A lock among threads and a file lock among processes queue
    instead; the kernel frees both when a process is killed.
    """

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._path = path
        self._owner: int | None = None

    @contextmanager
    def __call__(self) -> Iterator[None]:
        if self._owner == threading.get_ident():
            raise RuntimeError("a thread opens one writing transaction at a time")
        with self._threads:
            self._owner = threading.get_ident()
            try:
                side_file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
                try:
                    fcntl.flock(side_file, fcntl.LOCK_EX)
                    yield
                finally:
                    os.close(side_file)
            finally:
                self._owner = None


class Database:
    """One database and the two ways into it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._sqlite() if self.is_sqlite else self._postgresql()
        self._writer = self.engine.execution_options(outreach_writes=True)
        self._reader = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )
        self._gate = Gate(Path(f"{self.url.database}.gate")) if self.is_sqlite else nullcontext

    def _sqlite(self) -> Engine:
        Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url, connect_args={"timeout": 10}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgresql(self) -> Engine:
        url = self.url.set(drivername="postgresql+psycopg")
        limits = "-c lock_timeout=5000 -c statement_timeout=30000 -c timezone=UTC"
        return create_engine(
            url,
            pool_size=5,
            max_overflow=5,
            pool_pre_ping=True,
            hide_parameters=True,  # what people typed belongs in no log
            connect_args={"options": limits, "application_name": "outreach"},
        )

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A consistent snapshot; whatever is changed inside is thrown away."""
        with Tx(self._reader) as tx:
            yield tx

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """Commits on normal exit, rolls back on any exception."""
        with self._gate(), Tx(self._writer, expire_on_commit=False) as tx, tx.begin():
            yield tx

    def dispose(self) -> None:
        """Close every pooled connection, as before a fork or at the end of a process."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # the driver shall not begin by itself; _begin_sqlite does
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    # A SQLite transaction that has read cannot wait for its turn to write; it fails at once.
    # So whoever means to write says so first.
    writes = connection.get_execution_options().get("outreach_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
