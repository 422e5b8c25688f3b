"""Rows of what was asked, what was answered, and what was typed from paper."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class FeedbackAskRow(Row):
    """A finished visit whose people may answer; `answers` never passes how many came."""

    __tablename__ = "feedback_ask"
    __table_args__ = (
        CheckConstraint("answers >= 0 AND answers <= most", name="no_more_than_came"),
    )

    booking_id: Mapped[int] = mapped_column(
        ForeignKey("booking.id"), primary_key=True, autoincrement=False
    )
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    programme_version: Mapped[int]
    most: Mapped[int]
    answers: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class FeedbackBatchRow(Row):
    """Sheets of paper typed in at one time; `token` makes a second press harmless."""

    __tablename__ = "feedback_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    token: Mapped[str] = mapped_column(unique=True)
    sheets: Mapped[int]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class FeedbackAnswerRow(Row):
    """What one person said. It holds the day and not the moment, so that nobody is recognised."""

    __tablename__ = "feedback_answer"
    __table_args__ = (
        *(CheckConstraint(f"q{n} BETWEEN 1 AND 5", name=f"score_{n}") for n in range(1, 6)),
        Index("ix_feedback_answer_of", "programme_id", "programme_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    programme_version: Mapped[int]
    token: Mapped[str] = mapped_column(unique=True)
    respondent: Mapped[str]  # pupil, adult
    q1: Mapped[int | None]
    q2: Mapped[int | None]
    q3: Mapped[int | None]
    q4: Mapped[int | None]
    q5: Mapped[int | None]
    remark: Mapped[str | None] = mapped_column(Text)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("feedback_batch.id"), index=True)
    day: Mapped[date]
