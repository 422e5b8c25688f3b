"""Reading learning sheets, and how often they were opened for print."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from outreach.catalogue.learning_model import LearningSheet, Phase, SheetId
from outreach.catalogue.tables import LearningSheetRow, SheetPrintRow
from outreach.kernel.db import Tx

_PHASES = {phase: place for place, phase in enumerate(Phase)}


def find_sheet(tx: Tx, sheet_id: int) -> LearningSheet | None:
    row = tx.get(LearningSheetRow, sheet_id, populate_existing=True)
    return None if row is None else _sheet(row)


def sheets_of(tx: Tx, programme_id: int, *, with_removed: bool = False) -> list[LearningSheet]:
    """The sheets of a programme: before, during, after, the youngest pupils first."""
    chosen = select(LearningSheetRow).where(LearningSheetRow.programme_id == programme_id)
    if not with_removed:
        chosen = chosen.where(LearningSheetRow.active)
    found = [_sheet(row) for row in tx.scalars(chosen.order_by(LearningSheetRow.id))]
    return sorted(found, key=lambda sheet: (_PHASES[sheet.phase], sheet.grades_from, sheet.id))


def sheets_by_programme(tx: Tx, programme_ids: Collection[int]) -> dict[int, int]:
    """How many sheets each programme has."""
    counted = (
        select(LearningSheetRow.programme_id, func.count())
        .where(LearningSheetRow.active, LearningSheetRow.programme_id.in_(list(programme_ids)))
        .group_by(LearningSheetRow.programme_id)
    )
    return {programme_id: count for programme_id, count in tx.execute(counted)}  # noqa: C416 - typed rows


def prints_by_programme(tx: Tx, *, first: date) -> dict[int, int]:
    """How often sheets of each programme were opened for print since a month."""
    counted = (
        select(LearningSheetRow.programme_id, func.sum(SheetPrintRow.times))
        .join(SheetPrintRow, SheetPrintRow.sheet_id == LearningSheetRow.id)
        .where(SheetPrintRow.month >= first)
        .group_by(LearningSheetRow.programme_id)
    )
    return {programme_id: int(times) for programme_id, times in tx.execute(counted)}


def prints_by_month(tx: Tx, sheet_ids: Collection[int]) -> dict[int, list[tuple[date, int]]]:
    """For each sheet its months and how often it was opened for print in them, newest first."""
    rows = tx.execute(
        select(SheetPrintRow.sheet_id, SheetPrintRow.month, SheetPrintRow.times)
        .where(SheetPrintRow.sheet_id.in_(list(sheet_ids)))
        .order_by(SheetPrintRow.month.desc())
    )
    found: dict[int, list[tuple[date, int]]] = {}
    for sheet_id, month, times in rows:
        found.setdefault(sheet_id, []).append((month, times))
    return found


def _sheet(row: LearningSheetRow) -> LearningSheet:
    return LearningSheet(
        id=SheetId(row.id),
        programme_id=row.programme_id,
        phase=Phase(row.phase),
        grades_from=row.grades_from,
        grades_to=row.grades_to,
        title=row.title,
        title_en=row.title_en,
        curriculum=row.curriculum,
        curriculum_en=row.curriculum_en,
        tasks=row.tasks,
        tasks_en=row.tasks_en,
        notes=row.notes,
        notes_en=row.notes_en,
        changed_on=row.changed_on,
        revision=row.revision,
        active=row.active,
        sample=row.sample,
    )
