"""Incidents: written down once, corrected with what they said before kept, listed for a day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from outreach.duty import rules
from outreach.duty.model import Incident, IncidentChange, IncidentId
from outreach.duty.tables import IncidentChangeRow, IncidentRow
from outreach.kernel.clock import SHANGHAI, at_wall_clock
from outreach.kernel.db import Tx, changed
from outreach.kernel.span import Days


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of an incident: time, place, what, action. Never a name."""

    at: datetime
    hall_id: int | None
    place: str | None
    what: str
    done: str
    closed: bool


def record(
    tx: Tx, *, venue_id: int, told: Told, token: str | None, by: int | None, now: datetime
) -> Incident:
    """Write an incident down. The form's token makes a second sending harmless."""
    first = _find_by_token(tx, token) if token else None
    if first is not None:
        return _incident(first)
    row = IncidentRow(venue_id=venue_id, token=token, recorded_by=by, recorded_at=now)
    _write(row, told)
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:  # the second of two taps, in the same moment
        first = _find_by_token(tx, token) if token else None
        if first is None:
            raise
        row = first
    return _incident(row)


def correct(
    tx: Tx, *, incident_id: int, told: Told, revision: int, by: int, now: datetime
) -> Incident:
    """Put an incident right, or close it; what it said before stays readable."""
    before = incident(tx, incident_id)
    swap = (
        update(IncidentRow)
        .where(IncidentRow.id == incident_id, IncidentRow.revision == revision)
        .values(revision=IncidentRow.revision + 1)
        .execution_options(synchronize_session=False)
    )
    rows = changed(tx, swap)
    if rows != 1:
        raise rules.IncidentChanged(incident_id)
    row = tx.get_one(IncidentRow, incident_id, populate_existing=True)
    _write(row, told)
    tx.add(
        IncidentChangeRow(
            incident_id=incident_id,
            at=now,
            person_id=by,
            before=_told(before),
            after=_told(_incident(row)),
        )
    )
    return _incident(row)


def incident(tx: Tx, incident_id: int) -> Incident:
    return _incident(tx.get_one(IncidentRow, incident_id, populate_existing=True))


def find_incident(tx: Tx, incident_id: int) -> Incident | None:
    row = tx.get(IncidentRow, incident_id, populate_existing=True)
    return None if row is None else _incident(row)


def incidents_of(tx: Tx, *, venue_id: int, days: Days, still_open: bool = False) -> list[Incident]:
    """Incidents of some days, by time; with `still_open` also older ones that nobody closed."""
    first, until = (at_wall_clock(day, datetime.min.time()) for day in (days.first, days.until))
    during = (IncidentRow.at >= first) & (IncidentRow.at < until)
    if still_open:
        during |= (~IncidentRow.closed) & (IncidentRow.at < until)
    rows = tx.scalars(
        select(IncidentRow)
        .where(IncidentRow.venue_id == venue_id, during)
        .order_by(IncidentRow.at, IncidentRow.id)
    )
    return [_incident(row) for row in rows]


def changes(tx: Tx, incident_id: int) -> list[IncidentChange]:
    rows = tx.scalars(
        select(IncidentChangeRow)
        .where(IncidentChangeRow.incident_id == incident_id)
        .order_by(IncidentChangeRow.id.desc())
    )
    return [IncidentChange(row.at, row.person_id, row.before, row.after) for row in rows]


def day_of(found: Incident) -> date:
    return found.at.astimezone(SHANGHAI).date()


def _find_by_token(tx: Tx, token: str) -> IncidentRow | None:
    return tx.scalar(select(IncidentRow).where(IncidentRow.token == token))


def _write(row: IncidentRow, told: Told) -> None:
    row.at, row.hall_id, row.place = told.at, told.hall_id, told.place
    row.what, row.done, row.closed = told.what, told.done, told.closed


def _told(found: Incident) -> str:
    """One text for the history; marks instead of words, because it is read in two languages."""
    when = f"{found.at.astimezone(SHANGHAI):%H:%M}"
    where = found.place or (f"#{found.hall_id}" if found.hall_id else "")
    mark = "✓" if found.closed else "…"
    return " · ".join(part for part in (when, where, found.what, found.done, mark) if part)


def _incident(row: IncidentRow) -> Incident:
    return Incident(
        id=IncidentId(row.id),
        venue_id=row.venue_id,
        at=row.at,
        hall_id=row.hall_id,
        place=row.place,
        what=row.what,
        done=row.done,
        closed=row.closed,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        revision=row.revision,
    )
