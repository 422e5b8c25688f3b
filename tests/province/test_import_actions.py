"""Confirming a list, and taking it back."""

from datetime import timedelta

import pytest

from outreach.accounts import queries as accounts
from outreach.accounts.model import Role
from outreach.kernel.db import Database, Row
from outreach.province import (
    actions,
    import_actions,
    import_queries,
    import_undo,
    school_queries,
    uploads,
)
from outreach.province.import_model import SchoolImport
from outreach.province.model import School
from outreach.province.upload_model import ImportState
from tests import make
from tests.province import build


def confirm(database: Database, found: SchoolImport) -> None:
    with database.writing() as tx:
        import_actions.confirm(tx, import_id=found.id, by=found.person_id, now=make.NOW)


def undo(database: Database, found: SchoolImport, *, after: timedelta = timedelta(hours=1)) -> None:
    with database.writing() as tx:
        import_undo.undo(tx, import_id=found.id, by=found.person_id, now=make.NOW + after)


def register(database: Database) -> list[School]:
    with database.reading() as tx:
        return school_queries.find_schools(tx).schools


@pytest.fixture
def changed(database: Database) -> SchoolImport:
    """A confirmed list with one new and one changed school."""
    build.province(database)
    with database.writing() as tx:
        build.school(tx, name="甲小学", code="2136000001", enrolment=((1, 40), (2, 38)))
    rows = build.listed(
        build.line("甲实验小学", code="2136000001", pupils=320), build.line("乙小学", pupils=200)
    )
    found = build.read(database, build.csv(rows))
    confirm(database, found)
    return found


def test_undo_restores_what_was_there(database: Database, changed: SchoolImport) -> None:
    assert {s.name: s.pupils for s in register(database)} == {"甲实验小学": 320, "乙小学": 200}

    undo(database, changed)

    [school] = register(database)
    with database.reading() as tx:
        assert school_queries.enrolment(tx, school.id) == {1: 40, 2: 38}
    assert (school.name, school.code) == ("甲小学", "2136000001")
    assert build.again(database, changed.id).state is ImportState.UNDONE


def test_undo_after_an_edit_is_refused_with_the_school(
    database: Database, changed: SchoolImport
) -> None:
    with database.writing() as tx:
        edited = school_queries.find_school_by_code(tx, "2136000001")
        assert edited is not None
        actions.set_active(
            tx,
            school_id=edited.id,
            active=False,
            revision=edited.revision,
            by=None,
            now=make.NOW,
        )
    with pytest.raises(import_undo.ImportInUse) as refusal:
        undo(database, changed)

    assert (refusal.value.edited, refusal.value.used) == (1, 0)
    assert refusal.value.examples == "甲实验小学"
    assert build.again(database, changed.id).state is ImportState.APPLIED


def test_undo_is_refused_when_something_needs_a_new_school(
    database: Database, changed: SchoolImport
) -> None:
    """Asked of the foreign keys, so any table that points at schools counts, bookings included."""
    needing = [
        (table, key.parent)
        for table in Row.metadata.sorted_tables
        for key in table.foreign_keys
        if key.target_fullname == "school.id" and table.name != "enrolment"
    ]
    assert "booking" in {table.name for table, _ in needing}

    new = next(school for school in register(database) if school.name == "乙小学")
    with database.writing() as tx:
        make.person(tx, role=Role.TEACHER, scope=new.id)
    with pytest.raises(import_undo.ImportInUse) as refusal:
        undo(database, changed)

    assert (refusal.value.used, refusal.value.examples) == (1, "乙小学")
    assert len(register(database)) == 2


def test_undo_is_possible_for_a_day(database: Database, changed: SchoolImport) -> None:
    with pytest.raises(import_undo.UndoTooLate):
        undo(database, changed, after=timedelta(hours=24, seconds=1))

    undo(database, changed, after=timedelta(hours=24))


def test_an_import_is_undone_once(database: Database, changed: SchoolImport) -> None:
    undo(database, changed)

    with pytest.raises(uploads.ImportNotReady):
        undo(database, changed)


def test_a_list_is_confirmed_once(database: Database, changed: SchoolImport) -> None:
    with pytest.raises(uploads.ImportNotReady) as refusal:
        confirm(database, changed)

    assert refusal.value.state == "applied"
    assert len(register(database)) == 2


def test_a_school_edited_after_the_preview_stops_the_confirmation(database: Database) -> None:
    build.province(database)
    with database.writing() as tx:
        school = build.school(tx, name="甲小学", pupils_reported=300)
    found = build.read(
        database, build.csv(build.listed(build.line("甲小学", pupils=320), build.line("乙小学")))
    )
    with database.writing() as tx:
        actions.edit_school(
            tx,
            school_id=school.id,
            entry=build.entry(name="甲小学", pupils_reported=310),
            revision=1,
            by=None,
            now=make.NOW,
        )
    with pytest.raises(import_actions.RegisterChanged) as refusal:
        confirm(database, found)

    assert (refusal.value.schools, refusal.value.example) == (1, "甲小学")
    assert [s.pupils for s in register(database)] == [310]
    with database.writing() as tx:
        uploads.read_again(tx, import_actions.LISTS, found.id)
    import_actions.read_import(database, found.id)
    confirm(database, build.again(database, found.id))
    assert {s.pupils for s in register(database)} == {320, 300}


def test_a_school_registered_after_the_preview_stops_the_confirmation(database: Database) -> None:
    build.province(database)
    found = build.read(database, build.csv(build.listed(build.line("甲小学", code="2136000001"))))
    with database.writing() as tx:
        build.school(tx, name="丙小学", code="2136000001")

    with pytest.raises(import_actions.RegisterChanged):
        confirm(database, found)


def test_a_discarded_list_leaves_nothing(database: Database) -> None:
    build.province(database)
    found = build.read(database, build.csv(build.listed(build.line())))
    with database.writing() as tx:
        uploads.discard(tx, import_actions.LISTS, found.id)

    assert build.lines(database, found) == []
    with database.reading() as tx:
        assert import_queries.content_of(tx, found.id) == b""
    with pytest.raises(uploads.ImportNotReady):
        confirm(database, found)


def test_a_list_is_read_by_one_reader_only(database: Database) -> None:
    build.province(database)
    found = build.read(database, build.csv(build.listed(build.line())))
    import_actions.read_import(database, found.id)

    assert len(build.lines(database, found)) == 1
    with database.reading() as tx:
        assert import_queries.waiting_imports(tx) == []


def test_a_reader_that_stopped_half_way_can_be_replaced(database: Database) -> None:
    build.province(database)
    found = build.read(database, build.csv(build.listed(build.line())))
    with database.writing() as tx:
        uploads.read_again(tx, import_actions.LISTS, found.id)
    with database.reading() as tx:
        assert import_queries.waiting_imports(tx) == [found.id]
    import_actions.read_import(database, found.id)

    assert build.again(database, found.id).count("new") == 1
    assert len(build.lines(database, found)) == 1


def test_imports_leave_an_audit(database: Database, changed: SchoolImport) -> None:
    undo(database, changed)
    with database.reading() as tx:
        audit = accounts.audit_of(tx, f"school-import:{changed.id}")

    assert [line.action for line in audit] == ["import-schools", "undo-import"]
    assert audit[0].after == '{"new": 1, "changed": 1}'


def test_ten_thousand_lines_are_read_confirmed_and_undone(sqlite_database: Database) -> None:
    build.province(sqlite_database)
    header = ("学校标识码", "学校名称", "县", *(f"{n}年级" for n in "一二三四五六"))
    rows = [(2136000000 + n, f"示例第{n}小学", "寻乌县", *(30 + n % 7,) * 6) for n in range(10_000)]
    found = build.read(sqlite_database, build.xlsx(build.listed(*rows, header=header)))
    assert (found.count("new"), found.done, found.total) == (10_000, 10_001, 10_001)

    confirm(sqlite_database, found)
    with sqlite_database.reading() as tx:
        assert school_queries.find_schools(tx).total == 10_000
    undo(sqlite_database, found)
    assert register(sqlite_database) == []
