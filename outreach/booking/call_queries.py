"""Whom the desk should ring: bookings on which something is unanswered, and what came of calls."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select

from outreach.booking.model import BookingId, BookingState
from outreach.booking.tables import BookingRow, PhoneCallRow, ReconfirmationRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx


class Outcome(StrEnum):
    """What came of ringing."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    FORWARDED = "forwarded"


DONE = frozenset({Outcome.REACHED, Outcome.FORWARDED})
ANSWER_WITHIN = timedelta(days=1)
"""A letter is left this long before somebody rings."""


@dataclass(frozen=True, slots=True)
class Due:
    """Why a school should be rung, since when, and until when it still helps.

    `about` names what exactly, as codes: the papers that are late.
    """

    booking_id: BookingId
    reason: str
    since: datetime
    until: datetime | None
    about: tuple[str, ...] = ()

    def pressing(self, now: datetime) -> tuple[datetime, datetime, int]:
        """Sorts what presses most to the front; what has no end comes last."""
        return self.until or now + timedelta(days=3650), self.since, self.booking_id


@dataclass(frozen=True, slots=True)
class Call:
    """What came of ringing about something."""

    at: datetime
    by: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Reconfirmation:
    """What a school was asked, and has answered, about the day of its visit."""

    asked_at: datetime
    answered_at: datetime | None
    answer: str | None
    coaches: int | None
    arrives: time | None


def offers(tx: Tx, venue_ids: Collection[int], now: datetime) -> Iterable[Due]:
    """Offers that were reminded of and are still open."""
    rows = tx.execute(
        select(BookingRow.id, BookingRow.reminded_at, BookingRow.answer_by).where(
            BookingRow.venue_id.in_(venue_ids),
            BookingRow.state == BookingState.OFFERED,
            BookingRow.answer_by > now,
            BookingRow.reminded_at.is_not(None),
        )
    )
    return [Due(BookingId(row.id), "offer", row.reminded_at, row.answer_by) for row in rows]


def reconfirmations(tx: Tx, venue_ids: Collection[int], now: datetime) -> Iterable[Due]:
    """Schools that were asked a day ago or come tomorrow, and have not answered."""
    today = local_day(now)
    rows = tx.execute(
        select(BookingRow.id, BookingRow.day, ReconfirmationRow.asked_at)
        .join(
            ReconfirmationRow,
            (ReconfirmationRow.booking_id == BookingRow.id)
            & (ReconfirmationRow.day == BookingRow.day),
        )
        .where(
            BookingRow.venue_id.in_(venue_ids),
            BookingRow.state == BookingState.CONFIRMED,
            BookingRow.day >= today,
            ReconfirmationRow.answered_at.is_(None),
        )
    )
    return [
        Due(BookingId(row.id), "reconfirmation", row.asked_at, None)
        for row in rows
        if row.asked_at + ANSWER_WITHIN <= now or row.day <= today + timedelta(days=1)
    ]


def papers(tx: Tx, venue_ids: Collection[int], now: datetime) -> Iterable[Due]:
    """Holds that were reminded of and whose papers have still not come."""
    rows = tx.execute(
        select(BookingRow.id, BookingRow.reminded_at, BookingRow.hold_until).where(
            BookingRow.venue_id.in_(venue_ids),
            BookingRow.state == BookingState.HELD,
            BookingRow.hold_until > now,
            BookingRow.reminded_at.is_not(None),
        )
    )
    return [Due(BookingId(row.id), "papers", row.reminded_at, row.hold_until) for row in rows]


def due(tx: Tx, venue_ids: Collection[int], *, now: datetime) -> list[Due]:
    """What booking itself would have schools rung about; slices above have more."""
    sources = (offers, reconfirmations, papers)
    return [each for find in sources for each in find(tx, venue_ids, now)]


def calls(tx: Tx, booking_ids: Collection[int]) -> dict[tuple[int, str], list[Call]]:
    """Calls about these bookings by booking and reason, the newest last."""
    found: dict[tuple[int, str], list[Call]] = {}
    for row in tx.scalars(
        select(PhoneCallRow)
        .where(PhoneCallRow.booking_id.in_(booking_ids))
        .order_by(PhoneCallRow.id)
    ):
        call = Call(row.at, row.by, row.outcome)
        found.setdefault((row.booking_id, row.reason), []).append(call)
    return found


def reconfirmation(tx: Tx, booking_id: int, day: date) -> Reconfirmation | None:
    """What was asked about a booking's day; None when nothing was."""
    row = tx.scalar(
        select(ReconfirmationRow).where(
            ReconfirmationRow.booking_id == booking_id, ReconfirmationRow.day == day
        )
    )
    if row is None:
        return None
    return Reconfirmation(row.asked_at, row.answered_at, row.answer, row.coaches, row.arrives)
