"""Rows of wishes, their history, and what counties plan."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class WishPlanRow(Row):
    """Days on which something comes to a county: for the wishes it answers, or for all near."""

    __tablename__ = "wish_plan"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"), index=True)
    kind: Mapped[str]  # model.WayKind
    place: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
    open_to_all: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class WishRow(Row):
    """What a school asks for, first and second choice, and the answer. Counts only, no names."""

    __tablename__ = "wish"
    __table_args__ = (
        UniqueConstraint("placed_by", "token"),
        CheckConstraint("pupils > 0", name="somebody_wishes"),
        CheckConstraint("week_to >= week_from", name="weeks_in_order"),
        Index("ix_wish_county_state", "county_code", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))
    want: Mapped[str]
    grade: Mapped[int]
    pupils: Mapped[int]
    adults: Mapped[int]
    week_from: Mapped[date]
    week_to: Mapped[date]
    topic: Mapped[str | None]
    first: Mapped[str]  # model.Way.key
    second: Mapped[str | None]
    state: Mapped[str]
    token: Mapped[str]
    placed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    placed_at: Mapped[datetime]
    answer_by: Mapped[date]
    moves_at: Mapped[datetime]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("wish_plan.id"))
    words: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None]
    activity_id: Mapped[int | None]  # in the ledger, which stands above
    revision: Mapped[int] = mapped_column(default=0)
    sample: Mapped[bool] = mapped_column(default=False)


class WishStepRow(Row):
    """One step in a wish's life; only ever added to."""

    __tablename__ = "wish_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    wish_id: Mapped[int] = mapped_column(ForeignKey("wish.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verb: Mapped[str]
    note: Mapped[str | None] = mapped_column(Text)
