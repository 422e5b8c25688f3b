"""Rows of papers and of the copies kept of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class PaperRow(Row):
    """One paper of one booking, once something of it has come.

    `visit_day`, `pupils` and `adults` are the booking's when the paper came, so that a later
    change is seen. Counts and dates only: no pupil, no driver, no number plate.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("booking_id", "kind"),
        CheckConstraint("coaches >= 0 AND agreed >= 0 AND declined >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    kind: Mapped[str]
    state: Mapped[str]  # received, checked, sent_back
    filing: Mapped[str | None]  # not_filed, filed, approved
    filed_on: Mapped[date | None]
    filing_number: Mapped[str | None]
    insured_until: Mapped[date | None]
    coaches: Mapped[int | None]
    coach_firm: Mapped[str | None]
    agreed: Mapped[int | None]
    declined: Mapped[int | None]
    visit_day: Mapped[date]
    pupils: Mapped[int]
    adults: Mapped[int]
    received_at: Mapped[datetime]
    received_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)


class UploadRow(Row):
    """A sealed copy in the uploads folder, under a random name."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    media: Mapped[str]  # image/jpeg, application/pdf
    size: Mapped[int]  # bytes
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]  # the file goes with the next round of the worker
