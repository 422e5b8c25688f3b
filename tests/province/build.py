"""Builders of schools and of the files that counties send."""

import io
from collections.abc import Sequence
from typing import Any

from outreach.accounts.model import Person
from outreach.kernel.db import Database, Tx
from outreach.province import actions, import_actions, import_queries, loading
from outreach.province.import_model import SchoolImport
from outreach.province.model import ImportId, School, SchoolEntry, Stage
from outreach.province.school_import import Line, Outcome
from tests import make

HEADER = ("学校标识码", "学校名称", "县(市、区)", "乡镇", "学段", "在校生数", "是否教学点")
XUNWU = "360734"


def province(database: Database) -> None:
    """The real province, without schools."""
    with database.writing() as tx:
        loading.load_province(tx)


def entry(*, name: str = "寻乌县第二小学", county_code: str = XUNWU, **more: Any) -> SchoolEntry:
    return SchoolEntry(
        **{"name": name, "county_code": county_code, "stages": (Stage.PRIMARY,)} | more
    )


def school(tx: Tx, **more: Any) -> School:
    return actions.add_school(tx, entry=entry(**more), by=None, now=make.NOW)


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook

    workbook = Workbook()
    for row in rows:
        workbook.active.append(list(row))  # type: ignore[union-attr]
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def xls(rows: Sequence[Sequence[Any]]) -> bytes:
    from xlwt import Workbook

    workbook = Workbook()
    sheet = workbook.add_sheet("名录")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def csv(rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8") -> bytes:
    lines = (",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def listed(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> list[Sequence[Any]]:
    return [header, *rows]


def line(
    name: str = "长宁镇中心小学",
    county: Any = "寻乌县",
    *,
    code: Any = None,
    township: Any = None,
    stage: Any = "小学",
    pupils: Any = 300,
    point: Any = "否",
) -> Sequence[Any]:
    return (code, name, county, township, stage, pupils, point)


def read(
    database: Database, content: bytes, *, person: Person | None = None, filename: str = "名录.xlsx"
) -> SchoolImport:
    """Upload a file as somebody who runs the province, unless told otherwise, and read it."""
    with database.writing() as tx:
        import_id = import_actions.upload(
            tx,
            filename=filename,
            content=content,
            person_id=(person or coordinator(tx)).id,
            now=make.NOW,
        )
    import_actions.read_import(database, import_id)
    return again(database, import_id)


def coordinator(tx: Tx) -> Person:
    from outreach.accounts.model import Role

    return make.person(tx, role=Role.PROVINCE, name="协调员（示例）")


def again(database: Database, import_id: ImportId) -> SchoolImport:
    with database.reading() as tx:
        return import_queries.school_import(tx, import_id)


def lines(database: Database, found: SchoolImport, *outcomes: Outcome) -> list[Line]:
    with database.reading() as tx:
        return import_queries.lines(tx, found.id, outcomes=outcomes)


def codes(line: Line) -> list[str]:
    """What was said about a line: codes of complaints and remarks."""
    return [complaint.code for complaint in line.complaints]
