"""What a venue does with learning sheets, and counting how often they are printed."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select, update

from outreach.accounts.actions import record_audit
from outreach.catalogue.learning_model import SheetEntry, SheetId
from outreach.catalogue.tables import LearningSheetRow, SheetPrintRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal


@dataclass(eq=False)
class SheetChangedMeanwhile(Refusal):
    """Somebody else changed the sheet after the form was opened."""

    code: ClassVar[str] = "sheet-changed-meanwhile"
    sheet_id: int


def add_sheet(
    tx: Tx, *, programme_id: int, entry: SheetEntry, by: int | None, now: datetime
) -> SheetId:
    row = LearningSheetRow(programme_id=programme_id, changed_on=local_day(now), **_columns(entry))
    tx.add(row)
    tx.flush()  # numbers the sheet for its page
    _audit(tx, row.id, "add-sheet", entry.title, by, now)
    return SheetId(row.id)


def change_sheet(
    tx: Tx, *, sheet_id: int, entry: SheetEntry, revision: int, by: int | None, now: datetime
) -> None:
    """Write a sheet anew; refuses when somebody else did so since the form was opened."""
    done = tx.execute(
        update(LearningSheetRow)
        .where(LearningSheetRow.id == sheet_id, LearningSheetRow.revision == revision)
        .values(**_columns(entry), changed_on=local_day(now), revision=revision + 1, sample=False)
        .returning(LearningSheetRow.id)
    )
    if done.first() is None:
        raise SheetChangedMeanwhile(sheet_id)
    _audit(tx, sheet_id, "change-sheet", entry.title, by, now)


def set_active(tx: Tx, *, sheet_id: int, active: bool, by: int | None, now: datetime) -> None:
    """Take a sheet off its route, or put it back; what was counted stays."""
    tx.get_one(LearningSheetRow, sheet_id).active = active
    _audit(tx, sheet_id, "restore-sheet" if active else "remove-sheet", "", by, now)


def count_print(tx: Tx, *, sheet_id: int, now: datetime) -> None:
    """Count that a sheet is opened for print this month; by whom is nobody's business."""
    month = local_day(now).replace(day=1)
    tx.execute(
        select(LearningSheetRow.id).where(LearningSheetRow.id == sheet_id).with_for_update()
    ).one()
    counted = tx.execute(
        update(SheetPrintRow)
        .where(SheetPrintRow.sheet_id == sheet_id, SheetPrintRow.month == month)
        .values(times=SheetPrintRow.times + 1)
        .returning(SheetPrintRow.times)
    )
    if counted.first() is None:
        tx.add(SheetPrintRow(sheet_id=sheet_id, month=month, times=1))


def _columns(entry: SheetEntry) -> dict[str, object]:
    return asdict(entry) | {"phase": entry.phase.value}


def _audit(tx: Tx, sheet_id: int, action: str, after: str, by: int | None, now: datetime) -> None:
    record_audit(tx, person_id=by, action=action, subject=f"sheet:{sheet_id}", after=after, at=now)
