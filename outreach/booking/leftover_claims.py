"""While a release is fresh, each school has one booking of it: kept by a unique row."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from outreach.booking.leftover_rules import OneForEachSchool
from outreach.booking.model import Booking
from outreach.booking.tables import LeftoverAskRow, LeftoverReleaseRow
from outreach.kernel.db import Tx, changed


def claim(tx: Tx, booking: Booking, *, release_id: int, now: datetime) -> None:
    """Write down that a school took its one booking of a release; refuses a second."""
    free_from = tx.scalar(
        select(LeftoverReleaseRow.free_from).where(LeftoverReleaseRow.id == release_id)
    )
    if free_from is None or free_from <= now:
        return
    if _had_no_luck(tx, booking, release_id):
        return
    row = LeftoverAskRow(
        release_id=release_id,
        school_id=booking.school_id,
        county_code=booking.county_code,
        grade=booking.group.grade,
        pupils=booking.group.pupils,
        adults=booking.group.adults,
        leader=booking.group.leader,
        leader_phone=booking.group.leader_phone,
        token=f"direct-{booking.id}",
        placed_by=booking.placed_by,
        asked_at=now,
        outcome="direct",
        booking_id=booking.id,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()
    except IntegrityError:
        raise OneForEachSchool(release_id, free_from) from None


def _had_no_luck(tx: Tx, booking: Booking, release_id: int) -> bool:
    """Whether the school asked, lost, and takes its one booking now."""
    rows = changed(
        tx,
        update(LeftoverAskRow)
        .where(
            LeftoverAskRow.release_id == release_id,
            LeftoverAskRow.school_id == booking.school_id,
            LeftoverAskRow.outcome == "lost",
            LeftoverAskRow.booking_id.is_(None),
        )
        .values(booking_id=booking.id)
        .execution_options(synchronize_session=False),
    )
    return rows == 1
