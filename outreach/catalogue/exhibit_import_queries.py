"""Reading uploaded lists of exhibits, and what they are compared with."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from outreach.catalogue import exhibit_queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue.exhibit_list import ExhibitLine, House
from outreach.catalogue.exhibit_model import ExhibitEntry, ExhibitState
from outreach.catalogue.tables import ExhibitImportLineRow, ExhibitImportRow
from outreach.kernel.db import Tx
from outreach.province import uploads
from outreach.province.headers import bare_word
from outreach.province.list_lines import Complaint
from outreach.province.school_import import Outcome
from outreach.province.upload_model import Upload

LINES_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitImport(Upload):
    """A list of exhibits of one venue."""

    venue_id: int


def find_import(tx: Tx, import_id: int) -> ExhibitImport | None:
    plain = select(ExhibitImportRow).options(defer(ExhibitImportRow.content, raiseload=True))
    row = tx.scalar(plain.where(ExhibitImportRow.id == import_id))
    return None if row is None else _import(row)


def imports_of(tx: Tx, venue_ids: Collection[int], *, limit: int = 20) -> list[ExhibitImport]:
    """The latest uploads of some venues."""
    rows = tx.scalars(
        select(ExhibitImportRow)
        .options(defer(ExhibitImportRow.content, raiseload=True))
        .where(ExhibitImportRow.venue_id.in_(list(venue_ids)))
        .order_by(ExhibitImportRow.id.desc())
        .limit(limit)
    )
    return [_import(row) for row in rows]


def _import(row: ExhibitImportRow) -> ExhibitImport:
    return ExhibitImport(**uploads.plain_upload(row), venue_id=row.venue_id)


def content_of(tx: Tx, import_id: int) -> bytes:
    """The uploaded file itself; empty once it is no longer needed."""
    chosen = select(ExhibitImportRow.content).where(ExhibitImportRow.id == import_id)
    return tx.scalar(chosen) or b""


def house(tx: Tx, venue_id: int) -> House:
    halls = catalogue.venue(tx, venue_id).halls
    names = {bare_word(hall.name_en): int(hall.id) for hall in halls}
    return House(
        halls={bare_word(hall.name): int(hall.id) for hall in halls} | names,
        exhibits={e.code: e for e in exhibit_queries.exhibits_of_venue(tx, venue_id)},
    )


def lines(
    tx: Tx,
    import_id: int,
    *,
    outcomes: Collection[Outcome] = (),
    with_complaints: bool = False,
    page: int | None = None,
) -> list[ExhibitLine]:
    """Lines of an upload in the file's order, all or one page of them."""
    row = ExhibitImportLineRow
    chosen = select(row).where(row.import_id == import_id).order_by(row.line)
    if outcomes:
        chosen = chosen.where(row.outcome.in_([outcome.value for outcome in outcomes]))
    if with_complaints:
        chosen = chosen.where(row.complaints != "[]")
    if page is not None:
        chosen = chosen.limit(LINES_ON_A_PAGE).offset((page - 1) * LINES_ON_A_PAGE)
    return [_unpack(found) for found in tx.scalars(chosen)]


def _pack_entry(entry: ExhibitEntry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    return asdict(entry) | {"back_on": entry.back_on.isoformat() if entry.back_on else None}


def _unpack_entry(packed: dict[str, Any] | None) -> ExhibitEntry | None:
    if packed is None:
        return None
    back_on = packed["back_on"]
    return ExhibitEntry(
        **packed
        | {
            "state": ExhibitState(packed["state"]),
            "back_on": date.fromisoformat(back_on) if back_on else None,
        }
    )


def pack(line: ExhibitLine) -> dict[str, Any]:
    about = {"name": line.name, "entry": _pack_entry(line.entry), "revision": line.revision}
    return {
        "line": line.number,
        "outcome": line.outcome.value,
        "exhibit_id": line.exhibit_id,
        "fields": json.dumps(about, ensure_ascii=False),
        "complaints": json.dumps([asdict(c) for c in line.complaints], ensure_ascii=False),
        "before": json.dumps(_pack_entry(line.before), ensure_ascii=False) if line.before else None,
    }


def _unpack(row: ExhibitImportLineRow) -> ExhibitLine:
    about = json.loads(row.fields)
    return ExhibitLine(
        number=row.line,
        outcome=Outcome(row.outcome),
        name=about["name"],
        entry=_unpack_entry(about["entry"]),
        exhibit_id=row.exhibit_id,
        revision=about["revision"],
        before=_unpack_entry(json.loads(row.before)) if row.before else None,
        complaints=tuple(Complaint(**complaint) for complaint in json.loads(row.complaints)),
    )
