"""Reading paper sheets that were entered."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from outreach.duty.sheet_rules import Outcome
from outreach.duty.tables import PaperLineRow, PaperSheetRow
from outreach.kernel.db import Tx


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of an entered sheet, and what became of it."""

    booking_id: int
    came_at: datetime
    left_at: datetime | None
    pupils: int
    adults: int
    coaches: int
    initials: str | None
    outcome: Outcome
    held_before: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    id: int
    venue_id: int
    day: date
    entered_at: datetime
    entered_by: int | None
    lines: tuple[SheetLine, ...]


def find_sheet(tx: Tx, sheet_id: int) -> Sheet | None:
    row = tx.get(PaperSheetRow, sheet_id)
    return None if row is None else _sheet(tx, row)


def sheets_of_day(tx: Tx, day: date, *, venue_id: int) -> list[Sheet]:
    rows = tx.scalars(
        select(PaperSheetRow)
        .where(PaperSheetRow.venue_id == venue_id, PaperSheetRow.day == day)
        .order_by(PaperSheetRow.id)
    )
    return [_sheet(tx, row) for row in rows]


def _sheet(tx: Tx, row: PaperSheetRow) -> Sheet:
    lines = tx.scalars(
        select(PaperLineRow).where(PaperLineRow.sheet_id == row.id).order_by(PaperLineRow.id)
    )
    return Sheet(
        id=row.id,
        venue_id=row.venue_id,
        day=row.day,
        entered_at=row.entered_at,
        entered_by=row.entered_by,
        lines=tuple(
            SheetLine(
                booking_id=line.booking_id,
                came_at=line.came_at,
                left_at=line.left_at,
                pupils=line.pupils,
                adults=line.adults,
                coaches=line.coaches,
                initials=line.initials,
                outcome=Outcome(line.outcome),
                held_before=line.held_before,
            )
            for line in lines
        ),
    )
