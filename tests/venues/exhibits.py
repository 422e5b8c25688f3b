"""Builders of exhibits and of the lists that venues send."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import load_workbook

from outreach.catalogue import exhibit_actions, exhibit_import_actions, exhibit_import_queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue.exhibit_import_queries import ExhibitImport
from outreach.catalogue.exhibit_list import ExhibitLine
from outreach.catalogue.exhibit_model import Exhibit, ExhibitEntry
from outreach.catalogue.exhibit_queries import exhibit
from outreach.catalogue.model import Venue
from outreach.kernel.db import Database, Tx
from outreach.province.model import ImportId
from outreach.province.school_import import Outcome
from tests import make
from tests.province import build

HEADER = ("编号", "展品名称", "展厅", "主题", "最低年级", "最高年级", "时长", "状态", "原因")
HALL = "科学原理展厅"


def museum(tx: Tx) -> Venue:
    found = catalogue.find_venue_by_slug(tx, "provincial-museum")
    assert found is not None
    return found


def hall_id(tx: Tx, name: str = HALL) -> int:
    return next(int(hall.id) for hall in museum(tx).halls if hall.name == name)


def entry(tx: Tx, *, code: str = "P-001", name: str = "共振鼓", **more: Any) -> ExhibitEntry:
    fields: dict[str, Any] = {"code": code, "name": name, "hall_id": hall_id(tx)}
    return ExhibitEntry(**fields | more)


def add(tx: Tx, **more: Any) -> Exhibit:
    made = exhibit_actions.add_exhibit(
        tx, venue_id=museum(tx).id, entry=entry(tx, **more), by=None, now=make.NOW
    )
    return exhibit(tx, made)


def line(
    code: str = "P-001",
    name: str = "共振鼓",
    hall: str = HALL,
    theme: str = "声学",
    first: object = "三年级",
    last: object = "九年级",
    minutes: object = 6,
    state: str = "开放",
    reason: str = "",
) -> Sequence[Any]:
    return (code, name, hall, theme, first, last, minutes, state, reason)


def listed(*lines: Sequence[Any]) -> bytes:
    return build.xlsx([HEADER, *lines])


def read(database: Database, content: bytes) -> ExhibitImport:
    """Upload a list of the museum's exhibits and read it."""
    with database.writing() as tx:
        import_id = exhibit_import_actions.upload(
            tx,
            venue_id=museum(tx).id,
            filename="展品.xlsx",
            content=content,
            person_id=None,
            now=make.NOW,
        )
    exhibit_import_actions.read_import(database, import_id)
    return again(database, import_id)


def again(database: Database, import_id: ImportId) -> ExhibitImport:
    with database.reading() as tx:
        found = exhibit_import_queries.find_import(tx, import_id)
    assert found is not None
    return found


def lines(database: Database, found: ExhibitImport, *outcomes: Outcome) -> list[ExhibitLine]:
    with database.reading() as tx:
        return exhibit_import_queries.lines(tx, found.id, outcomes=outcomes)


def confirm(database: Database, found: ExhibitImport) -> None:
    with database.writing() as tx:
        exhibit_import_actions.confirm(tx, import_id=found.id, by=None, now=make.NOW)


def cells(content: bytes) -> list[tuple[Any, ...]]:
    """The rows of a downloaded workbook."""
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))
