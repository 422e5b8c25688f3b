"""Messages decided on, and mails as they went out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

MessageId = NewType("MessageId", int)


class MessageState(StrEnum):
    """Parked messages wait for a person: the mail server refused them for good.

    Overtaken ones were not sent, because a newer message already tells how things stand.
    """

    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell somebody, by ids; the words are found when it is sent."""

    id: MessageId
    kind: str
    payload: Mapping[str, Any]
    recipient_id: int | None
    created_at: datetime
    attempts: int
    state: MessageState
    last_error: str | None

    @property
    def fingerprint(self) -> str:
        """Names the message for ever, so that a mail sent twice is seen to be the same mail."""
        facts = f"{self.id}:{self.kind}:{self.recipient_id}:{self.created_at.isoformat()}"
        return hashlib.sha256(facts.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with its words; `invitation` is iCalendar text."""

    message_id: MessageId
    kind: str
    recipient_id: int | None
    address: str
    subject: str
    body: str
    invitation: str | None
    header_id: str
    at: datetime
