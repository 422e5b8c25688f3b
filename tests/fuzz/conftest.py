"""The sample province on both databases: loaded once, copied by rows to PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import Integer, text

from outreach.kernel.db import Database, Row
from tests import databases


@pytest.fixture
def sample_postgresql(postgresql_database: Database, sample_file: Path, tmp_path: Path) -> Database:
    source = databases.copy_sqlite(sample_file, tmp_path / "to-postgresql.sqlite3")
    _copy_rows(source, postgresql_database)
    source.dispose()
    return postgresql_database


@pytest.fixture(params=["sqlite", "postgresql"])
def sampled(request: pytest.FixtureRequest) -> Database:
    """The small sample province; each test that asks runs on both kinds of database."""
    kind = "sample_database" if request.param == "sqlite" else "sample_postgresql"
    found = request.getfixturevalue(kind)
    assert isinstance(found, Database)
    return found


def _copy_rows(source: Database, target: Database) -> None:
    """Every row, with its number; the next numbers follow on."""
    with source.reading() as old, target.writing() as new:
        for table in reversed(Row.metadata.sorted_tables):
            new.execute(table.delete())  # what the migrations put there comes with the copy
        for table in Row.metadata.sorted_tables:
            rows = [dict(row) for row in old.execute(table.select()).mappings()]
            if rows:
                new.execute(table.insert(), rows)
            key = table.primary_key.columns.values()
            if rows and len(key) == 1 and isinstance(key[0].type, Integer):
                last = max(row[key[0].name] for row in rows)
                sequence = f"pg_get_serial_sequence('{table.name}', '{key[0].name}')"
                new.execute(text(f"SELECT setval({sequence}, {last}) WHERE {sequence} IS NOT NULL"))
