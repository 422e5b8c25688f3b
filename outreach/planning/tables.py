"""Rows of a venue's rotation rules, of day plans with all their editions, and of solving."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class RotationRuleRow(Row):
    """What a venue decides once about its days."""

    __tablename__ = "rotation_rule"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    walk: Mapped[int]  # minutes between two halls that no hall_walk names
    extra_stay: Mapped[int]  # minutes beyond the programme within which a group leaves
    after_closing: Mapped[int]  # minutes that groups may still be inside after closing
    patience: Mapped[int]  # minutes a batch may wait before it is worth telling
    lunch_from: Mapped[time | None]
    lunch_until: Mapped[time | None]
    lunch_minutes: Mapped[int | None]
    canteen_places: Mapped[int | None]


class HallShowRow(Row):
    """When a hall's shows begin on every day; a hall without rows is open to all at any time."""

    __tablename__ = "hall_show"

    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"), primary_key=True)
    starts: Mapped[time] = mapped_column(primary_key=True)


class UnguidedHallRow(Row):
    """A hall in which batches need no guide: a cinema, a lecture room."""

    __tablename__ = "unguided_hall"

    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"), primary_key=True)


class HallWalkRow(Row):
    """Minutes on foot between two halls, both ways; the smaller number stands first."""

    __tablename__ = "hall_walk"

    one_id: Mapped[int] = mapped_column(ForeignKey("hall.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("hall.id"), primary_key=True)
    minutes: Mapped[int]


class GuideLineRow(Row):
    """From `starts` on, so many guides are free for batches, until the next line."""

    __tablename__ = "guide_line"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    starts: Mapped[time] = mapped_column(primary_key=True)
    guides: Mapped[int]


class OrderedRouteRow(Row):
    """A programme whose halls are seen in the route's order."""

    __tablename__ = "ordered_route"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)


class DayPlanRow(Row):
    """A day's timetable at a venue: which edition stands, and which one schools see.

    `revision` changes by compare-and-swap only, so that of two people who move a batch at once the
    second is told.
    """

    __tablename__ = "day_plan"
    __table_args__ = (
        UniqueConstraint("venue_id", "day"),
        CheckConstraint("published <= revision", name="published_exists"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    day: Mapped[date]
    revision: Mapped[int] = mapped_column(default=0)
    published: Mapped[int | None]  # the revision that schools see
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class DayEditionRow(Row):
    """A timetable as it stood after one step; never changed, so that every step can be undone."""

    __tablename__ = "day_edition"

    plan_id: Mapped[int] = mapped_column(ForeignKey("day_plan.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    parent: Mapped[int]  # the revision to which undoing leads
    verb: Mapped[str]  # solve, move, order, undo
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    batches: Mapped[str] = mapped_column(Text)  # for whom it was made, as JSON
    turns: Mapped[str] = mapped_column(Text)  # as JSON
    value: Mapped[int | None]
    bound: Mapped[int | None]
    ended_by: Mapped[str | None]  # work or clock, where a limit came before the proof
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))  # who was moved
    batch: Mapped[int | None]
    hall_id: Mapped[int | None]


class DaySolvingRow(Row):
    """Somebody asked for a day to be arranged; a process of its own works on it."""

    __tablename__ = "day_solving"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    day: Mapped[date]
    state: Mapped[str]  # waiting, running, solved, impossible, gave_up, failed, overtaken
    stage: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    revision: Mapped[int]  # of the plan when it was asked
    problem: Mapped[str] = mapped_column(Text)  # the day as JSON
    batches: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
