"""Posting a message with the change it tells of, and the steps of sending it.

Delivery is at least once: a sender leases one message, sends, and marks it. Each step is a
compare-and-swap, so any number of senders may run and any of them may be killed.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from outreach.kernel.db import Tx
from outreach.outbox.model import Mail, Message, MessageId, MessageState
from outreach.outbox.queries import message_of
from outreach.outbox.tables import MailRow, OutboxRow

# So many of those due first are tried before the next sender's turn; several senders choose
# the same one rarely enough, and the loser of the swap takes the next.
CANDIDATES = 20


def post(
    tx: Tx,
    *,
    kind: str,
    payload: Mapping[str, Any],
    recipient: int | None,
    at: datetime,
) -> MessageId:
    """Decide that somebody shall be told; it is sent only if the change is committed."""
    row = OutboxRow(
        kind=kind,
        payload=json.dumps(payload, ensure_ascii=False, sort_keys=True),
        recipient_id=recipient,
        created_at=at,
        due_at=at,
    )
    tx.add(row)
    tx.flush()
    return MessageId(row.id)


def lease(tx: Tx, *, owner: str, now: datetime, lasts: timedelta) -> Message | None:
    """Take one message that is due, for as long as the lease lasts; nothing when none is due."""
    unleased = or_(OutboxRow.lease_until.is_(None), OutboxRow.lease_until < now)
    due = (OutboxRow.state == MessageState.WAITING) & (OutboxRow.due_at <= now) & unleased
    candidates = tx.execute(
        select(OutboxRow.id, OutboxRow.attempts)
        .where(due)
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(CANDIDATES)
    ).all()
    for message_id, attempts in candidates:
        taken = tx.execute(
            update(OutboxRow)
            .where(OutboxRow.id == message_id, OutboxRow.attempts == attempts, due)
            .values(lease_until=now + lasts, lease_owner=owner, attempts=attempts + 1)
            .returning(OutboxRow.id)
        ).scalar()
        if taken is not None:
            return message_of(tx.get_one(OutboxRow, taken, populate_existing=True))
    return None


def mark_sent(tx: Tx, message_id: MessageId, *, at: datetime) -> bool:
    """The mail server has taken it, which is true even if the lease ran out meanwhile.

    False when another sender was quicker to say so.
    """
    marked = tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == message_id, OutboxRow.state == MessageState.WAITING)
        .values(
            state=MessageState.SENT,
            sent_at=at,
            last_error=None,
            lease_owner=None,
            lease_until=None,
        )
        .returning(OutboxRow.id)
    ).scalar()
    return marked is not None


def put_off(tx: Tx, message_id: MessageId, *, owner: str, until: datetime, because: str) -> bool:
    """Try again later: the mail server was away, or asked for patience."""
    return _settle(tx, message_id, owner, due_at=until, last_error=because[:500])


def park(tx: Tx, message_id: MessageId, *, owner: str, because: str) -> bool:
    """Stop trying until a person has looked."""
    return _settle(tx, message_id, owner, state=MessageState.PARKED, last_error=because[:500])


def drop(tx: Tx, message_id: MessageId, *, owner: str) -> bool:
    """Do not send what a newer message has made untrue."""
    return _settle(tx, message_id, owner, state=MessageState.OVERTAKEN)


def _settle(tx: Tx, message_id: MessageId, owner: str, **changes: object) -> bool:
    settled = tx.execute(
        update(OutboxRow)
        .where(
            OutboxRow.id == message_id,
            OutboxRow.lease_owner == owner,
            OutboxRow.state == MessageState.WAITING,
        )
        .values(lease_owner=None, lease_until=None, **changes)
        .returning(OutboxRow.id)
    ).scalar()
    return settled is not None


def forget_payload(tx: Tx, message_id: MessageId) -> None:
    """Drop what only the sending needed, such as the token of a sign-in link."""
    tx.execute(update(OutboxRow).where(OutboxRow.id == message_id).values(payload="{}"))


def retry(tx: Tx, message_id: MessageId, *, now: datetime) -> bool:
    """A person has put right what was wrong; send it after all."""
    revived = tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == message_id, OutboxRow.state == MessageState.PARKED)
        .values(state=MessageState.WAITING, due_at=now, attempts=0)
        .returning(OutboxRow.id)
    ).scalar()
    return revived is not None


def keep_mail(tx: Tx, mail: Mail) -> None:
    """Keep a mail as it went out; a second sending of the same message leaves the first copy."""
    known = tx.scalar(select(MailRow.id).where(MailRow.outbox_id == mail.message_id))
    if known is None:
        tx.add(
            MailRow(
                outbox_id=mail.message_id,
                recipient_id=mail.recipient_id,
                address=mail.address,
                subject=mail.subject,
                body=mail.body,
                invitation=mail.invitation,
                message_id=mail.header_id,
                at=mail.at,
            )
        )
        tx.flush()
