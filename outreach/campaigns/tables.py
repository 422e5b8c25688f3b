"""Rows of campaigns and their invitations."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class CampaignRow(Row):
    """Schools invited to one programme; the places are in season's `kept_places`."""

    __tablename__ = "campaign"
    __table_args__ = (CheckConstraint("each > 0", name="somebody_each"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    each: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)


class InvitationRow(Row):
    """One school's invitation. `open_for` is the school while it holds, so that one holds."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("campaign_id", "school_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"), index=True)
    open_for: Mapped[int | None] = mapped_column(ForeignKey("school.id"), unique=True)
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    answer: Mapped[str] = mapped_column(default="open")
    answered_at: Mapped[datetime | None]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    pupils: Mapped[int | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    wish_id: Mapped[int | None] = mapped_column(ForeignKey("wish.id"))
    called_at: Mapped[datetime | None]
    called_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None]
    letters: Mapped[int] = mapped_column(default=0)
