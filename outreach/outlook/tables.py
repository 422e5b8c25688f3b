"""Rows of the weights that were set, and of schools put off."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class WeightsRow(Row):
    """Exponents of the ranking as somebody set them; the newest row holds, older ones stay."""

    __tablename__ = "outlook_weights"
    __table_args__ = (
        CheckConstraint("need BETWEEN 0 AND 3", name="need_bounds"),
        CheckConstraint("gap BETWEEN 0 AND 3", name="gap_bounds"),
        CheckConstraint("wait BETWEEN 0 AND 3", name="wait_bounds"),
        CheckConstraint("way BETWEEN 0 AND 3", name="way_bounds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need: Mapped[float]
    gap: Mapped[float]
    wait: Mapped[float]
    way: Mapped[float]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class PutOffRow(Row):
    """Not now, because …; `open_for` is the school while it holds, so that one holds at a time."""

    __tablename__ = "put_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    open_for: Mapped[int | None] = mapped_column(ForeignKey("school.id"), unique=True)
    until: Mapped[date]
    reason: Mapped[str]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)


class PromiseRow(Row):
    """What the province promised: every county, or every school, in so many months from a day."""

    __tablename__ = "promise"
    __table_args__ = (CheckConstraint("months BETWEEN 1 AND 120", name="months_bounds"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    whom: Mapped[str]  # promises.Whom
    open_for: Mapped[str | None] = mapped_column(unique=True)  # whom, while it is promised
    months: Mapped[int]
    since: Mapped[date]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)


class ScenarioRow(Row):
    """A what-if that somebody named: the question it asks, worked out anew at each look."""

    __tablename__ = "scenario"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    question: Mapped[str] = mapped_column(Text)  # parts of the address
    city_code: Mapped[str | None] = mapped_column(ForeignKey("city.code"))  # empty: the province
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)
