"""Rows of messages that wait to be sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class OutboxRow(Row):
    """A message decided on in the same transaction as what it tells of."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[str] = mapped_column(Text)  # JSON; never searched by SQL
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")  # waiting, sent, parked, overtaken
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class MailRow(Row):
    """A mail as it went out, or, without a mail server, as it would have."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), unique=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    invitation: Mapped[str | None] = mapped_column(Text)
    message_id: Mapped[str]
    at: Mapped[datetime]
