"""What people do with a list of schools: upload, read, answer, confirm, undo."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select, update

from outreach.accounts import queries as accounts
from outreach.accounts.actions import record_audit
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.outbox import actions as outbox
from outreach.province import import_queries, uploads
from outreach.province.actions import add_schools, overwrite_schools
from outreach.province.cells import text
from outreach.province.import_model import pack_choices, pack_line
from outreach.province.list_header import find_header
from outreach.province.model import ImportId
from outreach.province.school_import import Choices, Line, Outcome, judge
from outreach.province.sheets import kind_of, read_sheets
from outreach.province.tables import SchoolImportLineRow, SchoolImportRow, SchoolRow
from outreach.province.upload_model import ImportState
from outreach.province.uploads import LONGEST_FILENAME, Lists, batches, must_move

LISTS = Lists(uploads=SchoolImportRow, lines=SchoolImportLineRow)


@dataclass(eq=False)
class RegisterChanged(Refusal):
    """Schools of the list were edited after the preview was made."""

    code: ClassVar[str] = "register-changed"
    import_id: int
    schools: int
    example: str


def upload(
    tx: Tx, *, filename: str, content: bytes, person_id: int | None, now: datetime
) -> ImportId:
    """Keep a file until it has been read; refuses at once what cannot be a list."""
    kind_of(content)
    row = SchoolImportRow(
        person_id=person_id,
        filename=text(filename)[-LONGEST_FILENAME:] or "list",
        content=content,
        state=ImportState.WAITING,
        created_at=now,
    )
    tx.add(row)
    tx.flush()  # numbers the upload for its page
    return ImportId(row.id)


def read_import(database: Database, import_id: int) -> None:
    """Read an upload and judge every line against the register."""

    def judged() -> tuple[int, Iterator[Line]]:
        with database.reading() as tx:
            content = import_queries.content_of(tx, import_id)
            found = import_queries.school_import(tx, import_id)
            owner = accounts.find_person(tx, found.person_id) if found.person_id else None
            register = import_queries.register(tx, scope=import_queries.scope_of(tx, owner))
        sheet, header = find_header(read_sheets(content))
        lines = judge(sheet.rows, header, register=register, choices=found.choices)
        return len(sheet.rows), lines

    uploads.read(database, LISTS, import_id, judged=judged, pack=pack_line)


def answer(tx: Tx, *, import_id: int, choices: Choices) -> None:
    """Take the answers to the list's questions; the whole list is then read again with them."""
    found = import_queries.school_import(tx, import_id)
    merged = Choices(
        lines={**found.choices.lines, **choices.lines},
        alike={**found.choices.alike, **choices.alike},
    )
    packed = pack_choices(merged)
    must_move(
        tx, LISTS, import_id, ImportState.READY, to=ImportState.WAITING, done=0, choices=packed
    )


def confirm(tx: Tx, *, import_id: int, by: int | None, now: datetime) -> None:
    """Write the new and changed schools of a list to the register, all of them or none."""
    values = {"applied_at": now, "content": None}
    must_move(tx, LISTS, import_id, ImportState.READY, to=ImportState.APPLIED, **values)
    found = import_queries.school_import(tx, import_id)
    lines = import_queries.lines(tx, import_id, outcomes=(Outcome.NEW, Outcome.CHANGED))
    _check_register(tx, import_id, lines)
    new = [line for line in lines if line.outcome is Outcome.NEW]
    ids = add_schools(tx, entries=[line.entry for line in new if line.entry])
    for some in batches(zip(new, ids, strict=True)):
        _number_lines(tx, import_id, {line.number: school_id for line, school_id in some})
    overwrite_schools(
        tx,
        entries=[
            (line.school_id, line.revision + 1, line.entry)
            for line in lines
            if line.school_id is not None and line.entry
        ],
    )
    record_audit(
        tx,
        person_id=by,
        action="import-schools",
        subject=f"school-import:{import_id}",
        after=json.dumps({"new": len(new), "changed": len(lines) - len(new)}),
        at=now,
    )
    told = {
        "import_id": import_id,
        "file_name": found.filename,
        "added": len(new),
        "updated": len(lines) - len(new),
        "skipped": found.lines - len(lines),
    }
    if by is not None:
        outbox.post(tx, kind="import-done", payload=told, recipient=by, at=now)


def _number_lines(tx: Tx, import_id: int, numbers: dict[int, int]) -> None:
    rows = tx.execute(
        select(SchoolImportLineRow.id, SchoolImportLineRow.line).where(
            SchoolImportLineRow.import_id == import_id, SchoolImportLineRow.line.in_(numbers)
        )
    )
    tx.execute(
        update(SchoolImportLineRow),
        [{"id": row_id, "school_id": numbers[line]} for row_id, line in rows],
    )


def _check_register(tx: Tx, import_id: int, lines: Sequence[Line]) -> None:
    """Refuse when the register is no longer what the preview was compared with."""
    known = {
        row.id: row
        for row in tx.execute(
            select(
                SchoolRow.id,
                SchoolRow.revision,
                SchoolRow.code,
                SchoolRow.county_code,
                SchoolRow.name,
            )
        )
    }
    codes = {row.code: row.id for row in known.values() if row.code}
    names = {(row.county_code, row.name): row for row in known.values()}
    stale: list[str] = []
    for line in lines:
        entry = line.entry
        if entry is None:
            continue
        if line.school_id is not None:
            row = known.get(line.school_id)
            fresh = row is not None and row.revision == line.revision
        else:
            namesake = names.get((entry.county_code, entry.name))
            fresh = namesake is None or bool(entry.code and namesake.code)
        if not fresh or (entry.code and codes.get(entry.code, line.school_id) != line.school_id):
            stale.append(line.name)
    if stale:
        raise RegisterChanged(import_id=import_id, schools=len(stale), example=stale[0])
