"""Rows of live lessons, the rooms that join them, and what pupils asked."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class LessonRow(Row):
    """What a live lesson has beside its session; the session's places are its rooms.

    `lines_taken` changes only by a conditional UPDATE; the CHECK is the last line.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        CheckConstraint("lines_taken >= 0 AND lines_taken <= lines_limit", name="lines_carried"),
        CheckConstraint("plays >= 0", name="plays_count"),
    )

    session_id: Mapped[int] = mapped_column(
        ForeignKey("session.id"), primary_key=True, autoincrement=False
    )
    lines_limit: Mapped[int]
    lines_taken: Mapped[int] = mapped_column(default=0)
    address: Mapped[str | None]  # where to join; shown to rooms that joined, from the day before
    recording: Mapped[str | None]
    failed_at: Mapped[datetime | None]
    plays: Mapped[int | None]  # the platform's own figure: online, never added to rooms
    platform: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=0)


class LessonRoomRow(Row):
    """A classroom that takes part. `active_room` is "session:school:label" while it does.

    So a unique index keeps one room from joining, and being counted, twice. `day` and `starts`
    are what the school was told.
    """

    __tablename__ = "lesson_room"
    __table_args__ = (
        UniqueConstraint("school_id", "token"),
        UniqueConstraint("active_room"),
        CheckConstraint("pupils > 0", name="somebody_expected"),
        CheckConstraint("came_pupils >= 0", name="pupils_count"),
        CheckConstraint("came_adults >= 0", name="adults_count"),
        Index("ix_lesson_room_session", "session_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"), index=True)
    day: Mapped[date]
    starts: Mapped[time]
    label: Mapped[str]
    grade: Mapped[int]
    pupils: Mapped[int]  # expected
    projector: Mapped[bool]
    sound: Mapped[bool]
    line: Mapped[str]  # model.Line
    spare_line: Mapped[bool]
    state: Mapped[str]
    active_room: Mapped[str | None]
    token: Mapped[str]
    joined_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    joined_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]  # of trying the line
    tested_at: Mapped[datetime | None]
    came_pupils: Mapped[int | None]
    came_adults: Mapped[int | None]
    shown: Mapped[str | None]  # model.Shown
    shown_on: Mapped[date | None]
    counted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    counted_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)
    sample: Mapped[bool] = mapped_column(default=False)


class LessonQuestionRow(Row):
    """What pupils asked; no name, and `used_at` once the centre took it up as a topic."""

    __tablename__ = "lesson_question"
    __table_args__ = (UniqueConstraint("room_id", "words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("lesson_room.id"))
    words: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
