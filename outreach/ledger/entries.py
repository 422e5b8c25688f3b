"""Entries as rows: the activity, its cells and its partners."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sqlalchemy import delete, insert

from outreach.kernel.db import Tx
from outreach.ledger import numbers
from outreach.ledger.model import Cell, Entry, Label, Partner, State, cohort_of
from outreach.ledger.tables import (
    ActivityLabelRow,
    ActivityRow,
    AttendanceRow,
    PartnerRow,
)

# Else every pattern of empty fields becomes a statement of its own.
_ALL_ALIKE = {"render_nulls": True}


def add(
    tx: Tx,
    entry: Entry,
    *,
    person_id: int | None,
    now: datetime,
    token: str | None = None,
    booking_id: int | None = None,
    on_behalf: bool = False,
    sample: bool = False,
    state: State = State.COUNTED,
) -> ActivityRow:
    """A new activity under the next number of its year."""
    row = ActivityRow(
        number=numbers.next_number(tx, year=entry.day.year),
        **_columns(entry),
        state=state,
        planned_day=entry.day if state is State.PLANNED else None,
        booking_id=booking_id,
        token=token,
        on_behalf=on_behalf,
        created_by=person_id,
        created_at=now,
        sample=sample,
    )
    tx.add(row)
    tx.flush()  # numbers the activity for its cells and partners
    put_cells(tx, row, entry.cells)
    _put_labels(tx, row, entry.labels)
    _put_partners(tx, row, entry.partners)
    return row


def rewrite(tx: Tx, row: ActivityRow, entry: Entry) -> None:
    """Let an activity say what the entry says; its number, origin and history stay."""
    for name, value in _columns(entry).items():
        setattr(row, name, value)
    put_cells(tx, row, entry.cells)
    _put_labels(tx, row, entry.labels)
    _put_partners(tx, row, entry.partners)


def put_cells(tx: Tx, row: ActivityRow, cells: Iterable[Cell]) -> None:
    """Replace an activity's cells."""
    tx.execute(delete(AttendanceRow).where(AttendanceRow.activity_id == row.id))
    fresh = list(_attendance(cells, activity_id=row.id, county_code=row.county_code, day=row.day))
    if fresh:
        tx.execute(insert(AttendanceRow), fresh)


def load(
    tx: Tx,
    told: Iterable[Entry],
    *,
    person_id: int | None,
    sample: bool,
    now: datetime,
    state: State = State.COUNTED,
) -> list[int]:
    """Store many entries at once, as the sample province does; answers their ids by day's year.

    No questions, no history: for whoever has made sure already.
    """
    stored: list[int] = []
    by_year: dict[int, list[Entry]] = {}
    for entry in told:
        by_year.setdefault(entry.day.year, []).append(entry)
    for year, batch in sorted(by_year.items()):
        given = numbers.next_numbers(tx, year=year, count=len(batch))
        rows = [
            {
                **_columns(entry),
                "number": number,
                "state": state,
                "created_by": person_id,
                "created_at": now,
                "sample": sample,
            }
            for number, entry in zip(given, batch, strict=True)
        ]
        ids = tx.scalars(
            insert(ActivityRow).returning(ActivityRow.id, sort_by_parameter_order=True),
            rows,
            execution_options=_ALL_ALIKE,
        ).all()
        _load_parts(tx, list(zip(ids, batch, strict=True)))
        stored += ids
    return stored


def _load_parts(tx: Tx, numbered: list[tuple[int, Entry]]) -> None:
    cells = [
        cell
        for activity_id, entry in numbered
        for cell in _attendance(
            entry.cells, activity_id=activity_id, county_code=entry.county_code, day=entry.day
        )
    ]
    partners = [
        {"activity_id": activity_id, **_partner(partner)}
        for activity_id, entry in numbered
        for partner in entry.partners
    ]
    labels = [
        {"activity_id": activity_id, "label": label}
        for activity_id, entry in numbered
        for label in entry.labels
    ]
    if cells:
        tx.execute(insert(AttendanceRow), cells, execution_options=_ALL_ALIKE)
    if partners:
        tx.execute(insert(PartnerRow), partners, execution_options=_ALL_ALIKE)
    if labels:
        tx.execute(insert(ActivityLabelRow), labels)


def _columns(entry: Entry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "title": entry.title,
        "day": entry.day,
        "county_code": entry.county_code,
        "place": entry.place,
        "audience": entry.audience,
        "school_id": entry.school_id,
        "onsite": entry.onsite,
        "onsite_pupils": entry.onsite_pupils,
        "online": entry.online,
        "online_measure": entry.online_measure,
        "minutes": entry.minutes,
        "lead": entry.lead,
        "venue_id": entry.venue_id,
        "until_day": entry.until_day,
        "planned_onsite": entry.planned_onsite,
        "onsite_rough": entry.onsite_rough,
        "own_programme": entry.own_programme,
        "vehicle": entry.vehicle,
        "kilometres": entry.kilometres,
        "volunteers": entry.volunteers,
        "volunteer_hours": entry.volunteer_hours,
        "funding": entry.funding,
    }


def _attendance(
    cells: Iterable[Cell], *, activity_id: int, county_code: str, day: date
) -> Iterator[dict[str, object]]:
    for cell in cells:
        yield {
            "activity_id": activity_id,
            "school_id": cell.school_id,
            "county_code": county_code,
            "day": day,
            "grade": cell.grade,
            "cohort": None if cell.grade is None else cohort_of(cell.grade, day),
            "pupils": cell.pupils,
            "first_timers": cell.first_timers,
            "whole_class": cell.whole_class,
        }


def _partner(partner: Partner) -> dict[str, object]:
    return {
        "name": partner.name,
        "role": partner.role,
        "county_code": partner.county_code,
        "venue_id": partner.venue_id,
        "onsite": partner.onsite,
        "onsite_pupils": partner.onsite_pupils,
    }


def _put_labels(tx: Tx, row: ActivityRow, labels: Iterable[Label]) -> None:
    tx.execute(delete(ActivityLabelRow).where(ActivityLabelRow.activity_id == row.id))
    fresh = [{"activity_id": row.id, "label": label} for label in labels]
    if fresh:
        tx.execute(insert(ActivityLabelRow), fresh)


def _put_partners(tx: Tx, row: ActivityRow, partners: Iterable[Partner]) -> None:
    tx.execute(delete(PartnerRow).where(PartnerRow.activity_id == row.id))
    fresh = [{"activity_id": row.id, **_partner(partner)} for partner in partners]
    if fresh:
        tx.execute(insert(PartnerRow), fresh, execution_options=_ALL_ALIKE)
