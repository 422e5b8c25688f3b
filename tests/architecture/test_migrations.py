"""What the migrations make is what the tables say, on both databases, there and back."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from outreach.catalogue.actions import write_rules
from outreach.catalogue.model import GroupRules
from outreach.kernel.db import Database, Row
from outreach.migrations import runner
from tests import make
from tests.booking import world
from tests.databases import Server

VERSIONS = Path(runner.HERE) / "versions"
SQLITE_SHAPE = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
POSTGRESQL_SHAPE = """
SELECT 'column', table_name || '.' || column_name,
       concat_ws(' ', data_type, is_nullable, column_default)
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', tablename || '.' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def shape(database: Database) -> dict[tuple[str, str], str]:
    """All that a database holds but rows: tables, constraints, indexes, triggers."""
    query = SQLITE_SHAPE if database.is_sqlite else POSTGRESQL_SHAPE
    with database.reading() as tx:
        rows = tx.execute(text(query)).all()
    return {
        (kind, name): _plain(words) for kind, name, words in rows if "alembic_version" not in name
    }


def _plain(words: str | None) -> str:
    """Without differences of spacing and of the order in which a table's clauses stand."""
    tight = re.sub(r"\s+", " ", re.sub(r"\s*([(),])\s*", r"\1", words or "")).strip()
    tight = re.sub(r"DEFAULT\((\w+)\)", r"DEFAULT \1 ", tight)  # SQLite copies tables with brackets
    if not tight.startswith("CREATE TABLE"):
        return tight
    clauses = [""]
    for word in re.findall(r"[(),]|[^(),]+", tight.partition("(")[2].removesuffix(")")):
        outside = clauses[-1].count("(") == clauses[-1].count(")")
        if word == "," and outside:
            clauses.append("")
        else:
            clauses[-1] += word
    return "\n".join(sorted(clauses))


def created_from_tables(database: Database) -> None:
    runner.move(database, to="base")
    with database.writing() as tx:
        Row.metadata.create_all(tx.connection())


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [path.name.split("_")[0] for path in sorted(VERSIONS.glob("*.py"))]

    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_the_migrated_database_is_the_one_the_tables_describe(database: Database) -> None:
    migrated = shape(database)
    created_from_tables(database)

    assert migrated == shape(database)


def test_every_migration_goes_up_again_after_going_down(database: Database) -> None:
    whole = shape(database)

    runner.move(database, to="base")
    assert runner.current(database) is None
    assert {name for kind, name in shape(database) if kind in {"table", "column"}} == set()
    runner.migrate(database)

    assert shape(database) == whole
    assert runner.current(database) == runner.newest_revision()


def test_rows_keep_while_the_newest_shape_is_confirmed(database: Database) -> None:
    with database.writing() as tx:
        person = make.person(tx)

    runner.migrate(database)

    with database.reading() as tx:
        names = tx.execute(text("SELECT name FROM person")).scalars().all()
    assert names == [person.name]


def test_a_venues_rules_go_back_to_the_first_release_and_come_again(database: Database) -> None:
    ground = world.build(database)
    with database.writing() as tx:
        write_rules(tx, venue_id=ground.venue, rules=GroupRules(max_pupils=300, no_show_limit=2))

    runner.move(database, to="0001")
    runner.migrate(database)

    with database.reading() as tx:
        kept = tx.execute(text("SELECT max_pupils, no_show_limit FROM group_rule")).one()
    assert tuple(kept) == (300, 2)


def test_a_migration_that_fails_leaves_nothing_behind(sqlite_database: Database) -> None:
    before = shape(sqlite_database)

    def break_off() -> None:
        with runner.exclusively(sqlite_database) as connection:
            connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
            connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")

    with pytest.raises(OperationalError, match="already exists"):
        break_off()

    assert shape(sqlite_database) == before


def test_runners_that_start_together_do_not_get_in_each_others_way(
    postgresql_server: Server, shared: Path, tmp_path: Path
) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    with postgresql_server.copy(postgresql_server.template(shared)) as emptied:
        runner.move(emptied, to="base")
        for database in (empty, emptied):
            url = database.url.render_as_string(hide_password=False)
            words = [sys.executable, "-m", "outreach.cli", "migrate"]
            surroundings = {"OUTREACH_DATABASE_URL": url, "PYTHONPATH": str(Path.cwd())}
            started = [subprocess.Popen(words, env=surroundings) for _ in range(3)]

            assert [one.wait(60) for one in started] == [0, 0, 0]
            assert runner.current(database) == runner.newest_revision()
    empty.dispose()
