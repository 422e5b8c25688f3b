"""The year's tables that counties send, made as they make them: titles, merges, sums and all."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

from outreach.accounts import queries as accounts
from outreach.accounts.model import Person, Role
from outreach.kernel.db import Database
from outreach.ledger import import_actions, import_queries, import_read, import_undo
from outreach.ledger.import_model import Given, LedgerImport, LedgerLine
from outreach.province.model import ImportId
from outreach.province.school_import import Outcome
from tests import make
from tests.ledger.making import XUNWU

Row = Sequence[Any]

HEADER = (
    "活动名称",
    "类型",
    "日期",
    "地点",
    "学校",
    "现场人次",
    "其中学生",
    "线上人次",
    "线上口径",
    "主办单位",
)
YEAR = 2026


def row(
    title: Any = "月球讲座",
    kind: Any = "科普讲座",
    day: Any = "2026-09-18",
    place: Any = "文化广场",
    school: Any = None,
    onsite: Any = 130,
    pupils: Any = 80,
    online: Any = None,
    measure: Any = None,
    lead: Any = "寻乌县科协",
) -> Row:
    return (title, kind, day, place, school, onsite, pupils, online, measure, lead)


def workbook(*rows: Row, merged: Sequence[str] = (), sheet: str = "台账") -> bytes:
    """One sheet with these rows, some cells of it merged."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for line in rows:
        page.append(list(line))
    for cell in (cell for line in page.iter_rows() for cell in line):
        if isinstance(cell.value, str):
            cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
    for cell in (cell for line in page.iter_rows() for cell in line):
        if isinstance(cell.value, str):
            cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
    for span in merged:
        page.merge_cells(span)
    return packed(book)


def packed(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def table(*rows: Row) -> bytes:
    """A plain table: the header in the first row."""
    return workbook(HEADER, *rows)


def cells(content: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    """The rows of a downloaded workbook."""
    return list(load_workbook(io.BytesIO(content)).worksheets[sheet].iter_rows(values_only=True))


def officer(
    database: Database, role: Role = Role.COUNTY, scope: str | int | None = XUNWU
) -> Person:
    with database.writing() as tx:
        return make.person(tx, role=role, scope=scope, name="县科协（示例）")


def read(
    database: Database,
    content: bytes,
    *,
    by: Person,
    year: int | None = YEAR,
    filename: str = "台账.xlsx",
    lead: str = "",
    venue_id: int | None = None,
    corrects: int | None = None,
) -> LedgerImport:
    """Upload a file and read it."""
    with database.writing() as tx:
        import_id = import_actions.upload(
            tx,
            filename=filename,
            content=content,
            person_id=by.id,
            year=year,
            lead=lead,
            venue_id=venue_id,
            corrects=corrects,
            now=make.NOW,
        )
    return reread(database, import_id)


def reread(database: Database, import_id: ImportId) -> LedgerImport:
    import_read.read_import(database, import_id, now=make.NOW)
    return again(database, import_id)


def again(database: Database, import_id: ImportId) -> LedgerImport:
    with database.reading() as tx:
        return import_queries.ledger_import(tx, import_id)


def lines(database: Database, found: LedgerImport, *outcomes: Outcome) -> list[LedgerLine]:
    with database.reading() as tx:
        return import_queries.lines(tx, found.id, outcomes=outcomes, size=100_000)


def answer(
    database: Database,
    found: LedgerImport,
    answers: dict[str, str] | None = None,
    *,
    alike: dict[str, str] | None = None,
    words: dict[str, str] | None = None,
) -> LedgerImport:
    """Answer what a list asks, and read it again."""
    with database.writing() as tx:
        given = Given(answers or {}, words or {})
        import_actions.answer(tx, import_id=found.id, given=given, alike=alike or {})
    return reread(database, found.id)


def confirm(database: Database, found: LedgerImport, *, shown: int | None = None) -> int:
    """Confirm as whoever uploaded it."""
    with database.writing() as tx:
        by = accounts.find_person(tx, found.person_id or 0)
        assert by is not None
        return import_actions.confirm(
            tx,
            import_id=found.id,
            shown=found.takes if shown is None else shown,
            by=by,
            now=make.NOW,
        )


def undo(database: Database, found: LedgerImport) -> None:
    with database.writing() as tx:
        import_undo.undo(tx, import_id=found.id, by=found.person_id or 0, now=make.NOW)


def codes(line: LedgerLine) -> list[str]:
    """What was said about a line: codes of complaints and remarks."""
    return [complaint.code for complaint in line.complaints]


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def sheet(content: bytes) -> Any:
    """The first sheet of a downloaded workbook, with its colours."""
    return opened(content).worksheets[0]


def first(database: Database) -> ImportId:
    """The only upload there is."""
    with database.reading() as tx:
        [found] = import_queries.imports(tx)
    return found.id
