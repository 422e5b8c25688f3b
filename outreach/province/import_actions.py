"""What people do with a list of schools: upload, read, answer, confirm, undo."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import ClassVar, TypeVar

from sqlalchemy import delete, insert, select, update

from outreach.accounts import queries as accounts
from outreach.accounts.actions import record_audit
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.outbox import actions as outbox
from outreach.province import import_queries
from outreach.province.actions import add_schools, overwrite_schools
from outreach.province.cells import text
from outreach.province.import_model import (
    ImportState,
    pack_choices,
    pack_line,
)
from outreach.province.list_header import find_header
from outreach.province.model import ImportId
from outreach.province.school_import import Choices, Line, Outcome, judge
from outreach.province.sheets import kind_of, read_sheets
from outreach.province.tables import (
    SchoolImportLineRow,
    SchoolImportRow,
    SchoolRow,
)

Some = TypeVar("Some")

LINES_AT_ONCE = 500
LONGEST_FILENAME = 120


@dataclass(eq=False)
class ImportNotReady(Refusal):
    """The upload is in another state than the button needs: read, applied or undone already."""

    code: ClassVar[str] = "import-not-ready"
    import_id: int
    state: str


@dataclass(eq=False)
class RegisterChanged(Refusal):
    """Schools of the list were edited after the preview was made."""

    code: ClassVar[str] = "register-changed"
    import_id: int
    schools: int
    example: str


def batches(of: Iterable[Some]) -> Iterator[tuple[Some, ...]]:
    """As many at a time as both databases take in one statement."""
    left = iter(of)
    while some := tuple(islice(left, LINES_AT_ONCE)):
        yield some


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
    """Read an upload and judge every line, in short transactions so that nobody waits for it.

    May be called by several at once: only one of them begins. A list that cannot be read keeps its
    refusal, for the page to explain.
    """
    with database.writing() as tx:
        if not _move(tx, import_id, ImportState.WAITING, to=ImportState.READING):
            return
        tx.execute(delete(SchoolImportLineRow).where(SchoolImportLineRow.import_id == import_id))
    try:
        counts = _read(database, import_id)
    except Refusal as refusal:
        told = json.dumps({"code": refusal.code, "facts": refusal.facts}, ensure_ascii=False)
        with database.writing() as tx:
            _move(tx, import_id, ImportState.READING, to=ImportState.UNREADABLE, refusal=told)
        return
    with database.writing() as tx:
        summary = json.dumps(counts)
        _move(tx, import_id, ImportState.READING, to=ImportState.READY, summary=summary)


def _read(database: Database, import_id: int) -> Counter[str]:
    with database.reading() as tx:
        content = import_queries.content_of(tx, import_id)
        found = import_queries.school_import(tx, import_id)
        owner = accounts.find_person(tx, found.person_id) if found.person_id else None
        scope = import_queries.scope_of(tx, owner)
        register = import_queries.register(tx, scope=scope)
    sheet, header = find_header(read_sheets(content))
    counts: Counter[str] = Counter()
    total = len(sheet.rows)
    judged = judge(sheet.rows, header, register=register, choices=found.choices)
    for some in batches(judged):
        counts.update(line.outcome.value for line in some)
        counts.update({"complaints": sum(bool(line.complaints) for line in some)})
        _keep_lines(database, import_id, some, total=total)
    return counts


def _keep_lines(database: Database, import_id: int, lines: Sequence[Line], *, total: int) -> None:
    with database.writing() as tx:
        tx.execute(
            insert(SchoolImportLineRow), [{"import_id": import_id} | pack_line(x) for x in lines]
        )
        tx.execute(
            update(SchoolImportRow)
            .where(SchoolImportRow.id == import_id)
            .values(done=lines[-1].number, total=total)
        )


def _move(tx: Tx, import_id: int, *known: ImportState, to: ImportState, **values: object) -> bool:
    """Compare-and-swap on an upload's state."""
    moved = tx.execute(
        update(SchoolImportRow)
        .where(SchoolImportRow.id == import_id, SchoolImportRow.state.in_(known))
        .values(state=to, **values)
        .returning(SchoolImportRow.id)
    )
    return moved.first() is not None


def must_move(
    tx: Tx, import_id: int, *known: ImportState, to: ImportState, **values: object
) -> None:
    if not _move(tx, import_id, *known, to=to, **values):
        state = import_queries.school_import(tx, import_id).state
        raise ImportNotReady(import_id=import_id, state=state)


def read_again(tx: Tx, *, import_id: int) -> None:
    """Have an upload read once more: the register changed, or the reader stopped half-way."""
    must_move(tx, import_id, ImportState.READY, ImportState.READING, to=ImportState.WAITING, done=0)


def answer(tx: Tx, *, import_id: int, choices: Choices) -> None:
    """Take the answers to the list's questions; the whole list is then read again with them."""
    found = import_queries.school_import(tx, import_id)
    merged = Choices(
        lines={**found.choices.lines, **choices.lines},
        alike={**found.choices.alike, **choices.alike},
    )
    packed = pack_choices(merged)
    must_move(tx, import_id, ImportState.READY, to=ImportState.WAITING, done=0, choices=packed)


def discard(tx: Tx, *, import_id: int) -> None:
    """Throw an upload away that was not confirmed; nothing of it stays but its name."""
    known = (ImportState.WAITING, ImportState.READY, ImportState.UNREADABLE, ImportState.READING)
    must_move(tx, import_id, *known, to=ImportState.DISCARDED, content=None)
    tx.execute(delete(SchoolImportLineRow).where(SchoolImportLineRow.import_id == import_id))


def confirm(tx: Tx, *, import_id: int, by: int | None, now: datetime) -> None:
    """Write the new and changed schools of a list to the register, all of them or none."""
    must_move(
        tx, import_id, ImportState.READY, to=ImportState.APPLIED, applied_at=now, content=None
    )
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
