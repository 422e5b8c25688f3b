"""A database that is in use comes to today's shape with everything in it, and back again."""

import pytest
from sqlalchemy import MetaData, Table, func, select

from outreach.kernel.db import Database
from outreach.migrations import runner
from tests.booking import world

FIRST_RELEASE = "0001"


def rows(database: Database, tables: set[str]) -> dict[str, int]:
    """How many rows each of these tables holds."""
    with database.reading() as tx:
        shape = MetaData()
        shape.reflect(bind=tx.connection(), only=sorted(tables))
        return {
            name: tx.scalar(select(func.count()).select_from(Table(name, shape))) or 0
            for name in tables
        }


def names(database: Database) -> set[str]:
    with database.reading() as tx:
        shape = MetaData()
        shape.reflect(bind=tx.connection())
    return {name for name in shape.tables if name != "alembic_version"}


def assert_it_goes_back_and_comes_again(database: Database) -> None:
    runner.move(database, to=FIRST_RELEASE)
    older = names(database)
    held = rows(database, older)

    runner.migrate(database)

    assert rows(database, older) == held
    assert sum(held.values()) > 0
    assert runner.current(database) == runner.newest_revision()


@pytest.mark.timeout(600)
def test_a_whole_province_of_the_first_release_is_taken_along(sample_database: Database) -> None:
    """Hundreds of bookings, thousands of activities: no column asks for what old rows lack."""
    assert_it_goes_back_and_comes_again(sample_database)


def test_what_is_stored_on_either_database_is_taken_along(database: Database) -> None:
    world.build(database)

    assert_it_goes_back_and_comes_again(database)
