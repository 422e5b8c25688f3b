"""Taking a whole import of activities back."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Table, delete, func, select, update

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Row, Tx
from outreach.kernel.refusal import Refusal
from outreach.ledger import import_joining, import_queries
from outreach.ledger.import_actions import LISTS
from outreach.ledger.import_model import LedgerLine
from outreach.ledger.tables import (
    ActivityAnswerRow,
    ActivityChangeRow,
    ActivityLabelRow,
    ActivityRow,
    AttendanceRow,
    LedgerImportLineRow,
    PartnerRow,
)
from outreach.province.import_undo import UndoTooLate
from outreach.province.school_import import Outcome
from outreach.province.upload_model import UNDO_WITHIN, ImportState
from outreach.province.uploads import must_move

PARTS = (AttendanceRow, ActivityLabelRow, PartnerRow, ActivityAnswerRow, ActivityChangeRow)
"""What goes with an activity that nobody touched since it was imported."""
EXAMPLES = 3


@dataclass(eq=False)
class LedgerImportInUse(Refusal):
    """Activities of the import were changed since, or something was written about them."""

    code: ClassVar[str] = "ledger-import-in-use"
    import_id: int
    activities: int
    examples: list[str]


def undo(tx: Tx, *, import_id: int, by: int, now: datetime) -> None:
    """Take a whole import back: its activities go, units that joined leave.

    Refuses when any of them was corrected, checked or withdrawn since, or has evidence, or is what
    a wish or a return was answered with.
    """
    found = import_queries.ledger_import(tx, import_id)
    must_move(tx, LISTS, import_id, ImportState.APPLIED, to=ImportState.UNDONE, undone_at=now)
    if found.applied_at is not None and now > found.applied_at + UNDO_WITHIN:
        raise UndoTooLate(import_id=import_id, hours=int(UNDO_WITHIN.total_seconds() // 3600))
    _check_untouched(tx, import_id)
    joined = [
        line
        for some in import_queries.each_line(tx, import_id, outcomes=(Outcome.CHANGED,))
        for line in some
    ]
    made: set[int] = set()
    for some in import_queries.each_line(tx, import_id, outcomes=(Outcome.NEW,)):
        ids = [line.activity_id for line in some if line.activity_id is not None]
        made.update(ids)
        _check_unused(tx, import_id, some, ids)
        _forget(tx, import_id, ids)
    import_joining.leave(tx, joined, but=frozenset(made), by=by, now=now)
    record_audit(
        tx, person_id=by, action="undo-import", subject=f"ledger-import:{import_id}", at=now
    )


def _check_untouched(tx: Tx, import_id: int) -> None:
    """Every activity still has the revision that the import left it with."""
    line = LedgerImportLineRow
    left = (
        select(line.activity_id, func.max(line.revision).label("revision"))
        .where(line.import_id == import_id, line.activity_id.is_not(None))
        .group_by(line.activity_id)
        .subquery()
    )
    touched = (
        select(ActivityRow.number)
        .join(left, left.c.activity_id == ActivityRow.id)
        .where(ActivityRow.revision != left.c.revision)
        .order_by(ActivityRow.id)
    )
    numbers = list(tx.scalars(touched))
    if numbers:
        raise LedgerImportInUse(
            import_id=import_id, activities=len(numbers), examples=numbers[:EXAMPLES]
        )


def _check_unused(
    tx: Tx, import_id: int, some: Collection[LedgerLine], ids: Collection[int]
) -> None:
    """Asked of the foreign keys themselves, so that no slice above needs to be known."""
    own = {row.__tablename__ for row in (*PARTS, LedgerImportLineRow)}
    used: set[int] = set()
    for table in Row.metadata.sorted_tables:
        if table.name not in own:
            used.update(_pointing(tx, table, ids))
    if used:
        names = [line.name for line in some if line.activity_id in used]
        raise LedgerImportInUse(
            import_id=import_id, activities=len(used), examples=names[:EXAMPLES]
        )


def _pointing(tx: Tx, table: Table, ids: Collection[int]) -> Iterator[int]:
    for column in table.columns:
        if any(key.target_fullname == "activity.id" for key in column.foreign_keys):
            yield from tx.scalars(select(column).where(column.in_(ids)).distinct())


def _forget(tx: Tx, import_id: int, ids: Collection[int]) -> None:
    line = LedgerImportLineRow
    tx.execute(
        update(line)
        .where(line.import_id == import_id, line.activity_id.in_(ids))
        .values(activity_id=None)
    )
    for part in PARTS:
        tx.execute(delete(part).where(part.activity_id.in_(ids)))
    tx.execute(delete(ActivityRow).where(ActivityRow.id.in_(ids)))
