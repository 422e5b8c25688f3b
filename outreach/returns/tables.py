"""Rows of reporting: templates in versions, rounds, returns with what was signed, packs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class ReturnTemplateRow(Row):
    __tablename__ = "return_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    newest: Mapped[int]  # number of the newest version; raised by compare-and-swap


class ReturnVersionRow(Row):
    """A template after one edit; never changed, because returns were counted by it."""

    __tablename__ = "return_template_version"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("return_template.id"))
    number: Mapped[int]
    definition: Mapped[str] = mapped_column(Text)  # JSON, as docs/formats/returns.md
    note: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ReturnRoundRow(Row):
    """A form asked for once, with the version it is counted by; month 0 is the whole year."""

    __tablename__ = "return_round"
    __table_args__ = (
        UniqueConstraint("template_id", "year", "month"),
        CheckConstraint("month BETWEEN 0 AND 12", name="month_of_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("return_template.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("return_template_version.id"))
    year: Mapped[int]
    month: Mapped[int]
    due: Mapped[date]
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ReturnRow(Row):
    """One unit's form of one round. `revision` changes by compare-and-swap only.

    Version 2 is what came after version 1 was frozen; a frozen one is never changed again.
    """

    __tablename__ = "statistical_return"
    __table_args__ = (
        UniqueConstraint("round_id", "unit_kind", "unit_code", "version"),
        CheckConstraint(
            "state IN ('open', 'compiled', 'checked', 'signed', 'frozen')", name="known_state"
        ),
        Index("ix_statistical_return_unit", "unit_kind", "unit_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("return_round.id"))
    unit_kind: Mapped[str]  # model.UnitKind
    unit_code: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="open")  # model.State
    revision: Mapped[int] = mapped_column(default=1)
    targets_approved: Mapped[bool] = mapped_column(default=False)


class ReturnSnapshotRow(Row):
    """The figures as they were compiled, with the records behind each cell: see snapshots.py."""

    __tablename__ = "return_snapshot"

    return_id: Mapped[int] = mapped_column(ForeignKey("statistical_return.id"), primary_key=True)
    taken_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReturnStepRow(Row):
    """Who did what to a return and when; only ever added to."""

    __tablename__ = "return_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("statistical_return.id"), index=True)
    verb: Mapped[str]  # model.Verb
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    alone: Mapped[bool] = mapped_column(default=False)


class ReturnAdjustmentRow(Row):
    """A figure set by hand instead of the computed one, which stays beside it."""

    __tablename__ = "return_adjustment"

    return_id: Mapped[int] = mapped_column(ForeignKey("statistical_return.id"), primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)
    column: Mapped[str] = mapped_column("cell_column", primary_key=True)
    value: Mapped[int]
    reason: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class ReturnTargetRow(Row):
    """A target of a performance table, and why it was missed where it was."""

    __tablename__ = "return_target"

    return_id: Mapped[int] = mapped_column(ForeignKey("statistical_return.id"), primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int | None]
    missed: Mapped[str] = mapped_column(default="")


class ReturnPackRow(Row):
    """Somebody asked for everything of a unit and a year as one file; a job makes it."""

    __tablename__ = "return_pack"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_kind: Mapped[str]
    unit_code: Mapped[str]
    year: Mapped[int]
    state: Mapped[str]  # pack_model.PackState
    stage: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    name: Mapped[str | None]  # of the file
    size: Mapped[int | None]  # bytes
