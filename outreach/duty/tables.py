"""Rows of the gate: its rules, paper sheets, incidents, walk-in groups, words about no-shows."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class DutyRuleRow(Row):
    """How a venue runs its gate; a venue without a row has the defaults of `DutyRules`."""

    __tablename__ = "duty_rule"
    __table_args__ = (CheckConstraint("late_minutes > 0 AND bays >= 0", name="sensible"),)

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    late_minutes: Mapped[int]
    bays: Mapped[int]


class PaperSheetRow(Row):
    """A paper sheet entered after the line was down; its token makes a second sending harmless."""

    __tablename__ = "paper_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    day: Mapped[date]
    token: Mapped[str] = mapped_column(unique=True)
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PaperLineRow(Row):
    """A line of a sheet as it stood on paper, and what it did to the booking's count."""

    __tablename__ = "paper_line"
    __table_args__ = (UniqueConstraint("sheet_id", "booking_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("paper_sheet.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    came_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    pupils: Mapped[int]
    adults: Mapped[int]
    coaches: Mapped[int]
    initials: Mapped[str | None]
    outcome: Mapped[str]  # sheet_rules.Outcome
    held_before: Mapped[str | None]  # the count on the screen that it was compared with


class IncidentRow(Row):
    """Time, place, action. No names: the form refuses what looks like a personal number."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_venue_at", "venue_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    at: Mapped[datetime]
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("hall.id"))
    place: Mapped[str | None]  # where it was in no hall
    what: Mapped[str] = mapped_column(Text)
    done: Mapped[str] = mapped_column(Text)
    closed: Mapped[bool]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    token: Mapped[str | None] = mapped_column(unique=True)


class IncidentChangeRow(Row):
    """A correction; `before` and `after` are what the incident said, in one text each."""

    __tablename__ = "incident_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)


class WalkInRow(Row):
    """A group that came without a booking; its pupils are in the session's `taken`."""

    __tablename__ = "walk_in"
    __table_args__ = (
        CheckConstraint("pupils > 0", name="somebody_came"),
        CheckConstraint("adults >= 0", name="adults_not_negative"),
        Index("ix_walk_in_venue_day", "venue_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    day: Mapped[date]
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    school_name: Mapped[str]  # as typed, where the register has no such school
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))
    grade: Mapped[int | None]
    pupils: Mapped[int]
    adults: Mapped[int]
    came_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    token: Mapped[str] = mapped_column(unique=True)
    sample: Mapped[bool] = mapped_column(default=False)


class FailureWordRow(Row):
    """What was said about a no-show; only ever added to, the last decision holds."""

    __tablename__ = "failure_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    word: Mapped[str]  # model.FailureWord
    text: Mapped[str] = mapped_column(Text)
