"""What people change in the school calendar and in a venue's closures; removing can be undone."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Tx
from outreach.province.model import Stage
from outreach.season.model import PublicHoliday
from outreach.season.tables import ClosureRow, PublicHolidayRow, SchoolBreakRow, TermRow


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something, and when."""

    person_id: int | None
    at: datetime


def save_term(
    tx: Tx,
    *,
    term_id: int | None,
    city_code: str,
    stage: Stage,
    name: str,
    starts_on: date,
    ends_on: date,
    provisional: bool,
    by: By,
) -> int:
    """Add a term, or change the one with this id."""
    row = TermRow() if term_id is None else tx.get_one(TermRow, term_id)
    before = None if term_id is None else _span(row)
    row.city_code, row.stage, row.name = city_code, stage, name
    row.starts_on, row.ends_on, row.provisional = starts_on, ends_on, provisional
    return _save(tx, row, "term", before, by)


def save_break(
    tx: Tx,
    *,
    break_id: int | None,
    city_code: str | None,
    stage: Stage | None,
    kind: str,
    name: str,
    starts_on: date,
    ends_on: date,
    provisional: bool,
    by: By,
) -> int:
    """Add an exam week or another break, or change the one with this id."""
    row = SchoolBreakRow() if break_id is None else tx.get_one(SchoolBreakRow, break_id)
    before = None if break_id is None else _span(row)
    row.city_code, row.stage, row.kind, row.name = city_code, stage, kind, name
    row.starts_on, row.ends_on, row.provisional = starts_on, ends_on, provisional
    return _save(tx, row, "break", before, by)


def add_closure(
    tx: Tx, *, venue_id: int, starts_on: date, ends_on: date, reason: str, by: By
) -> int:
    """Close a venue for some days; sessions that stand there are for somebody to move or cancel."""
    row = ClosureRow(venue_id=venue_id, starts_on=starts_on, ends_on=ends_on, reason=reason)
    return _save(tx, row, "closure", None, by)


def remove(tx: Tx, *, kind: str, row_id: int, by: By) -> None:
    """Take a term, break or closure out of the calendar; `restore` puts it back."""
    row = _row(tx, kind, row_id)
    row.removed_at = by.at
    _remember(tx, f"remove-{kind}", row, kind, _span(row), None, by)


def restore(tx: Tx, *, kind: str, row_id: int, by: By) -> None:
    row = _row(tx, kind, row_id)
    row.removed_at = None
    _remember(tx, f"restore-{kind}", row, kind, None, _span(row), by)


def set_holiday(tx: Tx, *, holiday: PublicHoliday, by: By) -> None:
    """Enter a day off or a make-up day, or correct what is entered for that day."""
    row = tx.get(PublicHolidayRow, holiday.day)
    before = None if row is None else f"{row.kind} {row.name}"
    if row is None:
        row = PublicHolidayRow(day=holiday.day)
        tx.add(row)
    row.kind = "off" if holiday.is_off else "workday"
    row.name, row.provisional = holiday.name, holiday.provisional
    record_audit(
        tx,
        person_id=by.person_id,
        action="set-holiday",
        subject=f"holiday:{holiday.day}",
        before=before,
        after=f"{row.kind} {row.name}",
        at=by.at,
    )


def remove_holiday(tx: Tx, *, day: date, by: By) -> PublicHoliday | None:
    """Make it an ordinary day; what stood there is returned so that it can be entered again."""
    row = tx.scalar(select(PublicHolidayRow).where(PublicHolidayRow.day == day))
    if row is None:
        return None
    holiday = PublicHoliday(row.day, row.kind == "off", row.name, row.provisional)
    tx.delete(row)
    record_audit(
        tx,
        person_id=by.person_id,
        action="remove-holiday",
        subject=f"holiday:{day}",
        before=f"{row.kind} {row.name}",
        at=by.at,
    )
    return holiday


def _row(tx: Tx, kind: str, row_id: int) -> TermRow | SchoolBreakRow | ClosureRow:
    if kind == "term":
        return tx.get_one(TermRow, row_id)
    if kind == "break":
        return tx.get_one(SchoolBreakRow, row_id)
    return tx.get_one(ClosureRow, row_id)


def _span(row: TermRow | SchoolBreakRow | ClosureRow) -> str:
    name = row.reason if isinstance(row, ClosureRow) else row.name
    return f"{name} {row.starts_on} – {row.ends_on}"


def _save(
    tx: Tx, row: TermRow | SchoolBreakRow | ClosureRow, kind: str, before: str | None, by: By
) -> int:
    tx.add(row)
    tx.flush()  # numbers a new row for the audit
    action = f"add-{kind}" if before is None else f"change-{kind}"
    _remember(tx, action, row, kind, before, _span(row), by)
    return row.id


def _remember(
    tx: Tx,
    action: str,
    row: TermRow | SchoolBreakRow | ClosureRow,
    kind: str,
    before: str | None,
    after: str | None,
    by: By,
) -> None:
    record_audit(
        tx,
        person_id=by.person_id,
        action=action,
        subject=f"{kind}:{row.id}",
        before=before,
        after=after,
        at=by.at,
    )
