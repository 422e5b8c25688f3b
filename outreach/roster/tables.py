"""Rows of guides, duties, days off, swaps, subscribed calendars and proposed rosters."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class GuideRow(Row):
    """Whoever signs in as this guide holds the role with its id as scope."""

    __tablename__ = "guide"
    __table_args__ = (
        CheckConstraint("duties_a_day > 0 AND duties_a_week > 0", name="takes_duties"),
        CheckConstraint("minutes_a_day > 0 AND minutes_a_week > 0", name="has_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    languages: Mapped[str]  # comma-separated
    duties_a_day: Mapped[int]
    minutes_a_day: Mapped[int]
    duties_a_week: Mapped[int]
    minutes_a_week: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    sample: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)


class GuideSkillRow(Row):
    __tablename__ = "guide_skill"

    guide_id: Mapped[int] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)


class GuideHoursRow(Row):
    """Working hours on a weekday, 0 Monday to 6 Sunday; several on one day leave a break."""

    __tablename__ = "guide_hours"
    __table_args__ = (CheckConstraint("ends > starts", name="in_order"),)

    guide_id: Mapped[int] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    starts: Mapped[time] = mapped_column(primary_key=True)
    ends: Mapped[time]


class DayOffRow(Row):
    """Days, both included; `kind` says no more than colleagues may know."""

    __tablename__ = "day_off"
    __table_args__ = (CheckConstraint("last >= first", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guide_id: Mapped[int] = mapped_column(ForeignKey("guide.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    part: Mapped[str]  # day, am, pm
    kind: Mapped[str]  # leave, training, elsewhere, other
    stated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    stated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class DutyRow(Row):
    """One guide for one batch. Who has it is guarded by a claim of "guide:<id>" for its span."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("ends > starts", name="in_order"),
        CheckConstraint("state <> 'open' OR guide_id IS NULL", name="open_has_nobody"),
        CheckConstraint("state <> 'filled' OR guide_id IS NOT NULL", name="filled_has_one"),
        Index("ix_duty_venue_day", "venue_id", "day"),
        Index("ix_duty_guide_day", "guide_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    batch: Mapped[int]
    day: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    pupils: Mapped[int]
    language: Mapped[str | None]
    state: Mapped[str]  # open, filled, done, cancelled
    guide_id: Mapped[int | None] = mapped_column(ForeignKey("guide.id"))
    override: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]


class DutyStepRow(Row):
    """One step in a duty's life; only ever added to."""

    __tablename__ = "duty_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verb: Mapped[str]
    guide_id: Mapped[int | None] = mapped_column(ForeignKey("guide.id"))
    note: Mapped[str | None] = mapped_column(Text)


class SwapRow(Row):
    """`open_duty` is the duty while it is offered: one offer for a duty at a time."""

    __tablename__ = "duty_swap"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"), index=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    from_guide: Mapped[int] = mapped_column(ForeignKey("guide.id"))
    open_duty: Mapped[int | None] = mapped_column(unique=True)
    state: Mapped[str]  # offered, taken, withdrawn, overtaken
    offered_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("guide.id"))
    settled_at: Mapped[datetime | None]


class OutsideFeedRow(Row):
    """A calendar elsewhere from which a guide's busy hours come."""

    __tablename__ = "outside_feed"

    guide_id: Mapped[int] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    address: Mapped[str] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(default=0)
    complaint: Mapped[str | None]  # a code; the words stand on the page
    read_at: Mapped[datetime | None]  # last time it could be read
    due_at: Mapped[datetime]  # next try


class BusySpanRow(Row):
    """Hours in which an outside calendar says that the guide is busy; nothing of what with."""

    __tablename__ = "busy_span"
    __table_args__ = (
        CheckConstraint("ends > starts", name="in_order"),
        Index("ix_busy_span_guide_starts", "guide_id", "starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guide_id: Mapped[int] = mapped_column(ForeignKey("guide.id"))
    starts: Mapped[datetime]
    ends: Mapped[datetime]


class RosterProposalRow(Row):
    """What the solver proposes for some weeks; `plan` is its answer as JSON."""

    __tablename__ = "roster_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    state: Mapped[str]  # asked, ready, failed, published, discarded
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    complaint: Mapped[str | None]
    plan: Mapped[str | None] = mapped_column(Text)


class BatchHoursRow(Row):
    """When a batch needs its guide, as the day's published timetable has it.

    It holds for the batch it was made for: the same session and as many pupils. For any other the
    session's own hours count again.
    """

    __tablename__ = "batch_hours"
    __table_args__ = (CheckConstraint("ends > starts", name="in_order"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    batch: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    pupils: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
