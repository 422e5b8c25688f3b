"""One-tap links: who holds one answers one question about one booking, without signing in."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from outreach.accounts.actions import token_hash
from outreach.booking.model import BookingId
from outreach.booking.tables import AnswerLinkRow
from outreach.kernel.db import Tx


class Question(StrEnum):
    """What a link answers; an offer's link opens no reconfirmation."""

    OFFER = "offer"
    RECONFIRMATION = "reconfirmation"


def issue(tx: Tx, *, booking_id: int, question: Question, now: datetime) -> str:
    """A new link's token, for a letter or a text to forward; it is kept nowhere else.

    Earlier ones stay good: the teacher may open the first letter as well as the reminder.
    """
    token = secrets.token_urlsafe(24)
    tx.add(
        AnswerLinkRow(
            booking_id=booking_id, question=question, token_hash=token_hash(token), created_at=now
        )
    )
    return token


def find(tx: Tx, *, token: str, question: Question) -> BookingId | None:
    """The booking a link is for; None for whatever is no such link."""
    found = tx.scalar(
        select(AnswerLinkRow.booking_id).where(
            AnswerLinkRow.token_hash == token_hash(token), AnswerLinkRow.question == question
        )
    )
    return None if found is None else BookingId(found)
