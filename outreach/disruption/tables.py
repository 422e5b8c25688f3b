"""Rows of disruptions, their groups and their sessions."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class DisruptionRow(Row):
    """What an officer confirmed at once; `token` makes sending the form twice do it once."""

    __tablename__ = "disruption"
    __table_args__ = (
        UniqueConstraint("token"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str]
    reason: Mapped[str]  # flood, heat, ice, power, maintenance, epidemic, other
    words: Mapped[str] = mapped_column(Text)  # what every school reads
    touching: Mapped[str]  # all, outdoors, travel, at_venue
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    starts: Mapped[time | None]  # only these hours
    ends: Mapped[time | None]
    counties: Mapped[str] = mapped_column(Text)  # comma-separated codes
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("hall.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    closes: Mapped[bool] = mapped_column(default=False)
    closure_id: Mapped[int | None] = mapped_column(ForeignKey("closure.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)
    undone_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)


class DisruptionGroupRow(Row):
    """One booking of a disruption, as it stood, and how it went on."""

    __tablename__ = "disruption_group"
    __table_args__ = (
        UniqueConstraint("disruption_id", "booking_id"),
        UniqueConstraint("made_up_id"),  # one new booking makes up for one group
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    disruption_id: Mapped[int] = mapped_column(ForeignKey("disruption.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    former_session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    former_programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    former_state: Mapped[str]
    former_day: Mapped[date]
    former_starts: Mapped[time]
    pupils: Mapped[int]
    turn: Mapped[str]  # cancel, open, postpone, inside, online, leave
    online_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))  # a live lesson
    outcome: Mapped[str]  # done, left, undone, lost
    because: Mapped[str | None]
    told_at: Mapped[datetime]
    mailed: Mapped[int] = mapped_column(default=0)  # people written to
    answered_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    reached_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acted_for: Mapped[bool] = mapped_column(default=False)  # in the place of the county's officer
    made_up_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    written_off: Mapped[str | None] = mapped_column(Text)
    written_off_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class DisruptionSessionRow(Row):
    """A session a disruption called off, or gave in its place; undoing turns it round."""

    __tablename__ = "disruption_session"

    disruption_id: Mapped[int] = mapped_column(ForeignKey("disruption.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True)
    added: Mapped[bool] = mapped_column(default=False)  # given instead
    reopened_at: Mapped[datetime | None]
