"""Rows of tasks sent down, of each unit's part, and of reminders."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class UnitTaskRow(Row):
    __tablename__ = "unit_task"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'return') = (round_id IS NOT NULL)"
            " AND (kind = 'ledger') = (until_day IS NOT NULL)",
            name="answered_by_its_kind",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    sender: Mapped[str]
    title: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    due: Mapped[date] = mapped_column(index=True)
    kind: Mapped[str]  # model.AnswerKind
    round_id: Mapped[int | None] = mapped_column(ForeignKey("return_round.id"))
    until_day: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]


class UnitTaskPartRow(Row):
    __tablename__ = "unit_task_part"
    __table_args__ = (
        UniqueConstraint("task_id", "unit_kind", "unit_code"),
        Index("ix_unit_task_part_unit", "unit_kind", "unit_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("unit_task.id"))
    unit_kind: Mapped[str]
    unit_code: Mapped[str]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    on_behalf: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str | None] = mapped_column(Text)


class UnitTaskReminderRow(Row):
    """Letters to all who were late with a task; at most once a day."""

    __tablename__ = "unit_task_reminder"
    __table_args__ = (UniqueConstraint("task_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("unit_task.id"))
    day: Mapped[date]
    letters: Mapped[int]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
