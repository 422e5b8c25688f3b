"""The audit in a database: chained when committed, never changed, found again."""

import threading
from contextlib import nullcontext, suppress
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import event, insert, text
from sqlalchemy.exc import DBAPIError

from outreach import cli
from outreach.accounts import audit_chain, audit_queries
from outreach.accounts.actions import record_audit
from outreach.accounts.audit_model import Anchor, FaultKind, Search
from outreach.accounts.model import Role
from outreach.accounts.tables import AuditRow
from outreach.kernel.db import Database, Tx
from outreach.kernel.settings import Settings
from tests import make
from tests.browse import Browse


def tell(tx: Tx, what: str, *, by: int | None = None, **more: Any) -> None:
    record_audit(tx, person_id=by, action="test", subject=what, at=make.NOW, **more)


def told(database: Database, count: int) -> None:
    for number in range(count):
        with database.writing() as tx:
            tell(tx, f"thing:{number}", reason="因为")


def kinds(database: Database, anchor: Anchor | None = None) -> set[FaultKind]:
    with database.reading() as tx:
        return {fault.kind for fault in audit_queries.find_faults(tx, anchor=anchor)}


def end(database: Database) -> Anchor:
    with database.reading() as tx:
        return audit_queries.end(tx)


def meddle(database: Database, *statements: str) -> None:
    """What somebody does who owns the database and switches its triggers off first."""
    with database.writing() as tx:
        if database.is_sqlite:
            for table in ("audit_entry", "audit_link"):
                for what in ("update", "delete"):
                    tx.execute(text(f"DROP TRIGGER {table}_no_{what}"))
            tx.execute(text("PRAGMA defer_foreign_keys=ON"))
        else:
            tx.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            tx.execute(text(statement))


def test_entries_are_chained_with_the_transaction_that_wrote_them(database: Database) -> None:
    told(database, 3)

    assert end(database).number == 3
    assert kinds(database) == set()


def test_what_a_savepoint_took_back_is_not_in_the_chain(database: Database) -> None:
    with database.writing() as tx:
        tell(tx, "before")
        with suppress(ZeroDivisionError), tx.begin_nested():
            tell(tx, "taken-back")
            tx.flush()
            raise ZeroDivisionError
        with tx.begin_nested():
            tell(tx, "kept")
        tell(tx, "after")

    assert end(database).number == 3
    assert kinds(database) == set()


@pytest.mark.parametrize("table", ["audit_entry", "audit_link"])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = 'x'", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_or_remove_anything(
    database: Database, table: str, statement: str
) -> None:
    told(database, 1)
    column = "action" if table == "audit_entry" else "digest"

    with pytest.raises(DBAPIError, match="append_only"), database.writing() as tx:
        tx.execute(text(statement.format(table=table, column=column)))


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE audit_entry SET reason = '改过' WHERE id = 2", FaultKind.CHANGED),
        ("UPDATE audit_link SET previous = 'x' WHERE number = 2", FaultKind.BROKEN),
        ("DELETE FROM audit_link WHERE number = 2", FaultKind.UNCHAINED),
        ("DELETE FROM audit_link WHERE number = 3", FaultKind.CUT),
    ],
)
def test_who_meddles_past_the_triggers_is_found_out(
    database: Database, statement: str, kind: FaultKind
) -> None:
    told(database, 3)

    meddle(database, statement)

    assert kind in kinds(database)


def test_an_end_cut_off_cleanly_is_noticed_by_the_anchor_alone(database: Database) -> None:
    told(database, 2)
    shorter = end(database)
    told(database, 1)
    anchor = end(database)

    meddle(
        database,
        "DELETE FROM audit_link WHERE number = 3",
        "DELETE FROM audit_entry WHERE id = 3",
        f"UPDATE audit_end SET number = 2, digest = '{shorter.digest}'",  # noqa: S608 - hex
    )

    assert kinds(database) == set()
    assert kinds(database, anchor) == {FaultKind.CUT}


def test_entries_of_the_release_before_are_chained_before_the_first_new_one(
    database: Database,
) -> None:
    with database.writing() as tx:
        tx.execute(
            insert(AuditRow),
            [{"at": make.NOW, "action": "old", "subject": f"thing:{n}"} for n in range(3)],
        )

    told(database, 1)

    assert end(database).number == 4
    assert kinds(database) == set()


def in_a_rush(database: Database, *, people: int = 6, each: int = 5) -> int:
    """How many entries could not be written when all write at once."""
    lost: list[BaseException] = []
    together = threading.Barrier(people)

    def write(who: int) -> None:
        together.wait()
        for number in range(each):
            try:
                with database.writing() as tx:
                    tell(tx, f"rush:{who}:{number}")
            except DBAPIError as trouble:
                lost.append(trouble)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(lost)


def test_many_at_once_write_one_chain(database: Database) -> None:
    lost = in_a_rush(database)

    assert lost == 0
    assert end(database).number == 30
    assert kinds(database) == set()


def test_without_taking_turns_entries_would_be_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same rush, looking where the chain ends instead of waiting for it."""
    told(database, 1)

    def look(tx: Tx, count: int) -> Anchor | None:
        del count
        found = audit_queries.end(tx)
        threading.Event().wait(0.02)
        return found

    monkeypatch.setattr(audit_chain, "take_turn", look)
    if database.is_sqlite:
        monkeypatch.setattr(database, "_gate", nullcontext)
        event.remove(database.engine, "begin", _begin())
        event.listen(database.engine, "begin", lambda c: c.exec_driver_sql("BEGIN"))

    lost = in_a_rush(database)

    assert lost > 0 or kinds(database)


def _begin() -> Any:
    from outreach.kernel import db

    return db._begin_sqlite


def test_somebody_is_found_by_person_thing_verb_and_day(database: Database) -> None:
    with database.writing() as tx:
        boss = make.person(tx, role=Role.ADMIN)
        tell(tx, "school:7", by=boss.id)
        tell(tx, "school:8")

    with database.reading() as tx:
        searches = [
            Search(person_id=boss.id),
            Search(subject="school:8"),
            Search(subject="school:"),
            Search(action="test"),
            Search(first=make.NOW.date() + timedelta(days=1)),
            Search(last=make.NOW.date()),
        ]
        found = [audit_queries.search(tx, boss, each).total for each in searches]

    assert found == [1, 1, 2, 2, 0, 2]


def test_an_officer_reads_what_the_own_units_did_and_no_more(
    browse: Browse, database: Database
) -> None:
    with database.writing() as tx:
        own = make.person(tx, role=Role.COUNTY, scope="360734")
        city = make.person(tx, role=Role.CITY, scope="360700")
        other = make.person(tx, role=Role.COUNTY, scope="360111")
        tell(tx, "mine", by=own.id, after="电话 13812345678")
        tell(tx, "theirs", by=other.id)

    pages = {who: browse.sign_in(who).get("/audit").text for who in (own, city, other)}

    assert ["mine" in pages[who] for who in (own, city, other)] == [True, True, False]
    assert ["theirs" in pages[who] for who in (own, city, other)] == [False, False, True]
    assert "13812345678" not in pages[own]
    assert "138****5678" in pages[own]


def test_the_workbook_holds_what_the_page_shows_and_the_chains_end(
    browse: Browse, database: Database
) -> None:
    import io

    import openpyxl

    admin = browse.as_(Role.ADMIN)
    with database.writing() as tx:
        tell(tx, "=1+1", reason="公式不该算")

    book = openpyxl.load_workbook(io.BytesIO(admin.get("/audit/audit.xlsx").data))

    sheet = book.worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "=1+1" in cells
    assert sheet["D2"].data_type == "s"
    assert str(end(database)) in cells


def test_the_page_says_that_it_is_intact_and_what_is_not(
    browse: Browse, database: Database
) -> None:
    admin = browse.as_(Role.ADMIN)
    told(database, 2)
    anchor = end(database)

    assert "每一条都对得上" in admin.get(f"/audit/verify?anchor={anchor}").text
    assert "锚点看不懂" in admin.get("/audit/verify?anchor=nonsense").text
    wrong = Anchor(anchor.number, "0" * 64)
    assert "截掉" in admin.get(f"/audit/verify?anchor={wrong}").text


@pytest.mark.parametrize(
    "query", ["from=0001-01-01", "to=9999-12-31", "person=99999999999", "verb=%", "page=0"]
)
def test_odd_searches_are_answered(browse: Browse, query: str) -> None:
    assert browse.as_(Role.ADMIN).get(f"/audit?{query}").status_code == 200


def test_the_command_verifies_and_prints_the_end(settings: Settings, database: Database) -> None:
    told(database, 2)
    settings.database_url = database.url.render_as_string(hide_password=False)

    intact = CliRunner().invoke(cli.main, ["audit", "verify"], obj=settings)
    meddle(database, "UPDATE audit_entry SET action = 'other' WHERE id = 1")
    broken = CliRunner().invoke(cli.main, ["audit", "verify"], obj=settings)

    assert (intact.exit_code, broken.exit_code) == (0, 1)
    assert str(end(database)) in intact.output
