"""What a venue does with a list of exhibits: upload, read, confirm, undo."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import delete, select, update

from outreach.accounts.actions import record_audit
from outreach.catalogue import exhibit_import_queries as queries
from outreach.catalogue.actions import hold_venue
from outreach.catalogue.exhibit_actions import add_exhibits, note_state, overwrite
from outreach.catalogue.exhibit_header import find_header
from outreach.catalogue.exhibit_list import ExhibitLine, judge
from outreach.catalogue.exhibit_model import ExhibitEntry
from outreach.catalogue.tables import (
    ExhibitImportLineRow,
    ExhibitImportRow,
    ExhibitRow,
    ExhibitStepRow,
    StopExhibitRow,
)
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.province import uploads
from outreach.province.cells import text
from outreach.province.import_undo import UndoTooLate
from outreach.province.model import ImportId
from outreach.province.school_import import Outcome
from outreach.province.sheets import ListTooLarge, kind_of, read_sheets
from outreach.province.upload_model import UNDO_WITHIN, ImportState
from outreach.province.uploads import LONGEST_FILENAME, Lists, batches, must_move

LISTS = Lists(uploads=ExhibitImportRow, lines=ExhibitImportLineRow)
MOST_LINES = 10_000
"""Lists are read while the uploader waits; a museum has hundreds of exhibits, not millions."""


@dataclass(eq=False)
class ExhibitsChanged(Refusal):
    """Exhibits of the list were changed after the preview was made."""

    code: ClassVar[str] = "exhibits-changed"
    import_id: int
    exhibits: int
    example: str


@dataclass(eq=False)
class ExhibitsInUse(Refusal):
    """Exhibits of the import were changed since, or a route shows them."""

    code: ClassVar[str] = "exhibits-in-use"
    import_id: int
    edited: int
    used: int
    examples: str


def upload(
    tx: Tx, *, venue_id: int, filename: str, content: bytes, person_id: int | None, now: datetime
) -> ImportId:
    """Keep a file until it has been read; refuses at once what cannot be a list."""
    kind_of(content)
    row = ExhibitImportRow(
        venue_id=venue_id,
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
    """Read an upload and judge every line against the venue's halls and exhibits."""

    def judged() -> tuple[int, Iterator[ExhibitLine]]:
        with database.reading() as tx:
            found = queries.find_import(tx, import_id)
            if found is None:
                raise LookupError(f"no import {import_id}")
            content = queries.content_of(tx, import_id)
            known = queries.house(tx, found.venue_id)
        sheet, header = find_header(read_sheets(content))
        if len(sheet.rows) > MOST_LINES:
            raise ListTooLarge(limit=MOST_LINES, unit="rows")
        return len(sheet.rows), judge(sheet.rows, header, house=known)

    uploads.read(database, LISTS, import_id, judged=judged, pack=queries.pack)


def confirm(tx: Tx, *, import_id: int, by: int | None, now: datetime) -> None:
    """Write the new and changed exhibits of a list, all of them or none."""
    values = {"applied_at": now, "content": None}
    must_move(tx, LISTS, import_id, ImportState.READY, to=ImportState.APPLIED, **values)
    found = tx.get_one(ExhibitImportRow, import_id)
    hold_venue(tx, found.venue_id)
    written = queries.lines(tx, import_id, outcomes=(Outcome.NEW, Outcome.CHANGED))
    new = [line for line in written if line.outcome is Outcome.NEW and line.entry]
    _refuse_known(tx, import_id, found.venue_id, new)
    entries = [line.entry for line in new if line.entry]
    ids = add_exhibits(tx, venue_id=found.venue_id, entries=entries, by=by, now=now)
    _number_lines(tx, import_id, dict(zip((line.number for line in new), ids, strict=True)))
    for line in written:
        if line.outcome is Outcome.CHANGED:
            _overwrite(tx, import_id, line, line.entry, line.before, line.revision, by=by, now=now)
    record_audit(
        tx,
        person_id=by,
        action="import-exhibits",
        subject=f"exhibit-import:{import_id}",
        after=json.dumps({"new": len(new), "changed": len(written) - len(new)}),
        at=now,
    )


def _refuse_known(tx: Tx, import_id: int, venue_id: int, new: Sequence[ExhibitLine]) -> None:
    codes = set(tx.scalars(select(ExhibitRow.code).where(ExhibitRow.venue_id == venue_id)))
    stale = [line.name for line in new if line.entry and line.entry.code in codes]
    if stale:
        raise ExhibitsChanged(import_id=import_id, exhibits=len(stale), example=stale[0])


def _number_lines(tx: Tx, import_id: int, numbers: dict[int, int]) -> None:
    for some in batches(numbers):
        rows = tx.execute(
            select(ExhibitImportLineRow.id, ExhibitImportLineRow.line).where(
                ExhibitImportLineRow.import_id == import_id, ExhibitImportLineRow.line.in_(some)
            )
        ).all()
        tx.execute(
            update(ExhibitImportLineRow),
            [{"id": row_id, "exhibit_id": numbers[line]} for row_id, line in rows],
        )


def _overwrite(
    tx: Tx,
    import_id: int,
    line: ExhibitLine,
    to: ExhibitEntry | None,
    was: ExhibitEntry | None,
    revision: int,
    *,
    by: int | None,
    now: datetime,
) -> None:
    if to is None or was is None or line.exhibit_id is None:
        raise ValueError(f"line {line.number} changes nothing")
    moved = to.state is not was.state
    done = overwrite(
        tx,
        exhibit_id=line.exhibit_id,
        entry=to,
        revision=revision,
        since=local_day(now) if moved else None,
    )
    if not done:
        raise ExhibitsChanged(import_id=import_id, exhibits=1, example=line.name)
    if (to.state, to.reason, to.back_on) != (was.state, was.reason, was.back_on):
        note_state(tx, exhibit_id=line.exhibit_id, entry=to, by=by, now=now)


def undo(tx: Tx, *, import_id: int, by: int | None, now: datetime) -> None:
    """Take a whole import back: new exhibits go, changed ones are as before.

    Refuses when any was changed since, or when a route shows one that would go.
    """
    must_move(tx, LISTS, import_id, ImportState.APPLIED, to=ImportState.UNDONE, undone_at=now)
    found = tx.get_one(ExhibitImportRow, import_id)
    hold_venue(tx, found.venue_id)
    if found.applied_at is not None and now > found.applied_at + UNDO_WITHIN:
        raise UndoTooLate(import_id=import_id, hours=int(UNDO_WITHIN.total_seconds() // 3600))
    written = queries.lines(tx, import_id, outcomes=(Outcome.NEW, Outcome.CHANGED))
    _refuse_used(tx, import_id, written)
    added = [x.exhibit_id for x in written if x.outcome is Outcome.NEW and x.exhibit_id]
    for some in batches(added):
        tx.execute(delete(ExhibitStepRow).where(ExhibitStepRow.exhibit_id.in_(some)))
        tx.execute(delete(ExhibitRow).where(ExhibitRow.id.in_(some)))
    for line in written:
        if line.outcome is Outcome.CHANGED:
            after = line.revision + 1
            _overwrite(tx, import_id, line, line.before, line.entry, after, by=by, now=now)
    record_audit(
        tx, person_id=by, action="undo-import", subject=f"exhibit-import:{import_id}", at=now
    )


def _refuse_used(tx: Tx, import_id: int, written: Sequence[ExhibitLine]) -> None:
    revisions: dict[int, int] = {}
    shown: set[int] = set()
    for some in batches([line.exhibit_id for line in written if line.exhibit_id]):
        pairs = tx.execute(
            select(ExhibitRow.id, ExhibitRow.revision).where(ExhibitRow.id.in_(some))
        )
        revisions.update((exhibit_id, revision) for exhibit_id, revision in pairs)
        chosen = select(StopExhibitRow.exhibit_id).where(StopExhibitRow.exhibit_id.in_(some))
        shown.update(tx.scalars(chosen))
    edited = [
        line
        for line in written
        if revisions.get(line.exhibit_id or 0)
        != (1 if line.outcome is Outcome.NEW else line.revision + 1)
    ]
    used = [x for x in written if x.outcome is Outcome.NEW and x.exhibit_id in shown]
    if edited or used:
        names = dict.fromkeys(line.name for line in [*used, *edited])
        raise ExhibitsInUse(
            import_id=import_id,
            edited=len(edited),
            used=len(used),
            examples="、".join(list(names)[:3]),
        )
