"""Rows of bookings, their history, and arrivals."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class BookingRow(Row):
    """A group's right to places.

    `active_place` is "school:venue:day:half" while the booking counts as the school's one active
    booking there and empty otherwise, so that a unique index keeps the rule on every database.
    `token` is made when the form opens; a repeat finds the first answer by it.
    """

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("school_id", "token"),
        UniqueConstraint("active_place"),
        CheckConstraint("pupils > 0", name="somebody_comes"),
        CheckConstraint("adults >= 0", name="adults_not_negative"),
        Index("ix_booking_session_state", "session_id", "state"),
        Index("ix_booking_hold", "state", "hold_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    programme_version: Mapped[int]
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time]
    grade: Mapped[int]
    pupils: Mapped[int]
    adults: Mapped[int]
    needs: Mapped[str | None] = mapped_column(Text)
    leader: Mapped[str]
    leader_phone: Mapped[str]
    state: Mapped[str]
    active_place: Mapped[str | None]
    token: Mapped[str]
    token_digest: Mapped[str]  # of the fields sent with the token
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    on_behalf: Mapped[bool] = mapped_column(default=False)
    placed_at: Mapped[datetime]
    hold_until: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    papers_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    passes: Mapped[int] = mapped_column(default=0)  # how often others were promoted past it
    sequence: Mapped[int] = mapped_column(default=0)  # of its invitation
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]  # by the school, after the venue last looked
    sample: Mapped[bool] = mapped_column(default=False)


class BookingHistoryRow(Row):
    """One step in a booking's life; only ever added to."""

    __tablename__ = "booking_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verb: Mapped[str]
    state: Mapped[str]
    note: Mapped[str | None] = mapped_column(Text)


class ArrivalRow(Row):
    """What the desk counted; a correction is a new row, the newest counts."""

    __tablename__ = "arrival"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    pupils: Mapped[int]
    adults: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str | None]
