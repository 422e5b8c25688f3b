"""Rows of calendar subscriptions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class FeedRow(Row):
    """A secret address under which a school's, venue's or person's visits can be read."""

    __tablename__ = "feed"
    __table_args__ = (Index("ix_feed_subject", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # school, venue, person
    subject_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    # Of the bytes last given out, and when they first differed from those before: Last-Modified.
    digest: Mapped[str | None]
    changed_at: Mapped[datetime | None]
