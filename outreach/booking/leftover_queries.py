"""Reading releases of leftover places, and who asked for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select

from outreach.booking.leftover_rules import Asking
from outreach.booking.model import ACTIVE, BookingState, Group
from outreach.booking.tables import BookingRow, LeftoverAskRow, LeftoverReleaseRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx

YEAR = timedelta(days=365)
SHOWN_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Release:
    """Leftover places of a venue, given out together; `seed` only once they are drawn."""

    id: int
    venue_id: int
    opens_at: datetime
    gathers_until: datetime
    free_from: datetime
    seed_hash: str
    seed: str | None
    asks: int
    drawing_at: datetime | None
    drawn_at: datetime | None

    def takes_asks_at(self, now: datetime) -> bool:
        return self.opens_at <= now < self.gathers_until and self.drawing_at is None


@dataclass(frozen=True, slots=True)
class Ask:
    """What a school asked for, and what became of it."""

    id: int
    release_id: int
    school_id: int
    county_code: str
    choices: tuple[int, ...]
    group: Group
    token: str
    placed_by: int | None
    position: int | None
    outcome: str | None
    because: str | None
    booking_id: int | None


def _release(row: LeftoverReleaseRow) -> Release:
    return Release(
        id=row.id,
        venue_id=row.venue_id,
        opens_at=row.opens_at,
        gathers_until=row.gathers_until,
        free_from=row.free_from,
        seed_hash=row.seed_hash,
        seed=row.seed if row.drawn_at is not None else None,
        asks=row.asks,
        drawing_at=row.drawing_at,
        drawn_at=row.drawn_at,
    )


def _releases(tx: Tx, query: Select[LeftoverReleaseRow]) -> list[Release]:
    return [_release(row) for row in tx.scalars(query.execution_options(populate_existing=True))]


def find_release(tx: Tx, release_id: int) -> Release | None:
    found = _releases(tx, select(LeftoverReleaseRow).where(LeftoverReleaseRow.id == release_id))
    return found[0] if found else None


def releases(tx: Tx, *, venue_ids: Collection[int], now: datetime) -> list[Release]:
    """Releases to come and of the last days, the next first."""
    return _releases(
        tx,
        select(LeftoverReleaseRow)
        .where(
            LeftoverReleaseRow.venue_id.in_(venue_ids),
            LeftoverReleaseRow.free_from > now - SHOWN_AFTER,
        )
        .order_by(LeftoverReleaseRow.opens_at),
    )


def next_release(tx: Tx) -> Release | None:
    """The release that pages announce: the next to open, or the one that gathers asks now."""
    found = _releases(
        tx,
        select(LeftoverReleaseRow)
        .where(LeftoverReleaseRow.drawn_at.is_(None))
        .order_by(LeftoverReleaseRow.opens_at)
        .limit(1),
    )
    return found[0] if found else None


def to_draw(tx: Tx, *, now: datetime) -> list[Release]:
    """Releases whose asks are gathered and not all answered; after a restart those half drawn."""
    return _releases(
        tx,
        select(LeftoverReleaseRow)
        .where(LeftoverReleaseRow.drawn_at.is_(None), LeftoverReleaseRow.gathers_until <= now)
        .order_by(LeftoverReleaseRow.id),
    )


def _ask(row: LeftoverAskRow) -> Ask:
    return Ask(
        id=row.id,
        release_id=row.release_id,
        school_id=row.school_id,
        county_code=row.county_code,
        choices=tuple(c for c in (row.first_choice, row.second_choice) if c is not None),
        group=Group(
            grade=row.grade,
            pupils=row.pupils,
            adults=row.adults,
            leader=row.leader,
            leader_phone=row.leader_phone,
            needs=row.needs,
            step_free=row.step_free,
        ),
        token=row.token,
        placed_by=row.placed_by,
        position=row.position,
        outcome=row.outcome,
        because=row.because,
        booking_id=row.booking_id,
    )


def ask_of(tx: Tx, *, release_id: int, school_id: int) -> Ask | None:
    row = tx.scalar(
        select(LeftoverAskRow)
        .where(LeftoverAskRow.release_id == release_id, LeftoverAskRow.school_id == school_id)
        .execution_options(populate_existing=True)
    )
    return None if row is None else _ask(row)


def asks(tx: Tx, release_id: int) -> list[Ask]:
    """Everybody who asked in time, in the order drawn."""
    rows = tx.scalars(
        select(LeftoverAskRow)
        .where(LeftoverAskRow.release_id == release_id, LeftoverAskRow.first_choice.is_not(None))
        .order_by(LeftoverAskRow.position, LeftoverAskRow.id)
    )
    return [_ask(row) for row in rows]


def next_ask(tx: Tx, release_id: int) -> Ask | None:
    """The first in the drawn order that was not answered yet."""
    row = tx.scalar(
        select(LeftoverAskRow)
        .where(LeftoverAskRow.release_id == release_id, LeftoverAskRow.outcome.is_(None))
        .order_by(LeftoverAskRow.position)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return None if row is None else _ask(row)


def asking(tx: Tx, release: Release, *, now: datetime) -> list[Asking]:
    """Who takes part in a draw, and whether they have a visit already."""
    visits = select(BookingRow.school_id).where(
        BookingRow.venue_id == release.venue_id,
        BookingRow.day > local_day(now - YEAR),
        or_(
            BookingRow.state.in_(ACTIVE - {BookingState.WAITLISTED}),
            BookingRow.state == BookingState.DONE,
        ),
    )
    has_visit = set(tx.scalars(visits.distinct()))
    rows = tx.execute(
        select(LeftoverAskRow.id, LeftoverAskRow.school_id).where(
            LeftoverAskRow.release_id == release.id
        )
    )
    return [Asking(row.id, row.school_id, row.school_id in has_visit) for row in rows]


def how_many_won(tx: Tx, release_id: int) -> int:
    found = tx.scalar(
        select(func.count()).where(
            LeftoverAskRow.release_id == release_id, LeftoverAskRow.outcome == "won"
        )
    )
    return found or 0
