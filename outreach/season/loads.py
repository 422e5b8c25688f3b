"""The rows that keep a venue's caps for each day and half-day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select

from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import DayPart, Venue
from outreach.kernel.db import Tx
from outreach.season import rules
from outreach.season.model import SessionState, half_of
from outreach.season.refusals import DayFull
from outreach.season.rules import Holidays
from outreach.season.tables import DayLoadRow, SessionRow


@dataclass(frozen=True, slots=True)
class HalfDay:
    day: date
    half: DayPart


def bring_loads(tx: Tx, venue: Venue, *, days: Iterable[date], holidays: Holidays) -> None:
    """Give each day the caps that the venue's rules set for its kind.

    A cap that falls below what is already taken stands at what is taken: nobody loses a place,
    and nobody new gets one. Sessions of a day are locked first, so that nobody books between the
    count and the new row.
    """
    online = catalogue.online_programmes(tx, venue.id)
    for day in sorted(set(days)):
        kind = rules.day_kind(day, holidays)
        caps = {cap.part: cap.pupils for cap in venue.rules.caps if cap.days is kind}
        taken = _taken(tx, venue, day, online=online)
        rows = {DayPart(row.part): row for row in _rows(tx, venue, day)}
        for part, cap in caps.items():
            expected = sum(n for half, n in taken.items() if part in (DayPart.DAY, half))
            row = rows.pop(part, None)
            if row is None:
                tx.add(
                    DayLoadRow(
                        venue_id=venue.id,
                        day=day,
                        part=part,
                        capacity=max(cap, expected),
                        taken=expected,
                    )
                )
            else:
                row.capacity = max(cap, row.taken)
        for obsolete in rows:
            tx.execute(
                delete(DayLoadRow).where(
                    DayLoadRow.venue_id == venue.id,
                    DayLoadRow.day == day,
                    DayLoadRow.part == obsolete,
                )
            )


def lock_days(tx: Tx, *, venue_id: int, days: Iterable[date]) -> None:
    """Hold every session and cap of some days, in the order in which bookings take them."""
    wanted = sorted(set(days))
    for query in (
        select(SessionRow.id)
        .where(SessionRow.venue_id == venue_id, SessionRow.day.in_(wanted))
        .order_by(SessionRow.id),
        select(DayLoadRow.part)
        .where(DayLoadRow.venue_id == venue_id, DayLoadRow.day.in_(wanted))
        .order_by(DayLoadRow.day, DayLoadRow.part),
    ):
        tx.execute(query.with_for_update()).all()


def move_load(tx: Tx, venue: Venue, *, pupils: int, old: HalfDay, new: HalfDay) -> None:
    """Count pupils in another half-day from now on; refuses when its caps leave too little room.

    The days must be locked. What both half-days share, as when a session only moves from morning
    to afternoon, is left alone.
    """
    before = {(old.day, part) for part in (DayPart.DAY, old.half)}
    after = {(new.day, part) for part in (DayPart.DAY, new.half)}
    rows = {(r.day, r.part): r for day in {old.day, new.day} for r in _rows(tx, venue, day)}
    for key in after - before:
        row = rows.get(key)
        if row is not None and row.taken + pupils > row.capacity:
            left = row.capacity - row.taken
            raise DayFull(day=row.day, part=row.part, left=left, coming=pupils)
    for key in before - after:
        if key in rows:
            rows[key].taken -= pupils
    for key in after - before:
        if key in rows:
            rows[key].taken += pupils


def _rows(tx: Tx, venue: Venue, day: date) -> list[DayLoadRow]:
    return list(
        tx.scalars(
            select(DayLoadRow)
            .where(DayLoadRow.venue_id == venue.id, DayLoadRow.day == day)
            .order_by(DayLoadRow.part)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _taken(tx: Tx, venue: Venue, day: date, *, online: frozenset[int]) -> dict[DayPart, int]:
    """Pupils who come into the house, by half-day."""
    taken = {DayPart.AM: 0, DayPart.PM: 0}
    sessions = tx.execute(
        select(SessionRow.starts, SessionRow.taken)
        .where(
            SessionRow.venue_id == venue.id,
            SessionRow.day == day,
            SessionRow.state == SessionState.OPEN,
            SessionRow.programme_id.not_in(online),
        )
        .order_by(SessionRow.id)
        .with_for_update()
    )
    for starts, pupils in sessions:
        taken[half_of(starts)] += pupils
    return taken


def days_with_sessions(tx: Tx, venue: Venue, *, first: date) -> list[date]:
    """Days from `first` on which a venue has sessions."""
    return list(
        tx.scalars(
            select(SessionRow.day)
            .where(SessionRow.venue_id == venue.id, SessionRow.day >= first)
            .group_by(SessionRow.day)
            .having(func.count() > 0)
            .order_by(SessionRow.day)
        )
    )
