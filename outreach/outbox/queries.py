"""Reading messages and mails."""

import json

from sqlalchemy import func, select

from outreach.kernel.db import Tx
from outreach.outbox.model import Mail, Message, MessageId, MessageState
from outreach.outbox.tables import MailRow, OutboxRow


def message_of(row: OutboxRow) -> Message:
    return Message(
        id=MessageId(row.id),
        kind=row.kind,
        payload=json.loads(row.payload),
        recipient_id=row.recipient_id,
        created_at=row.created_at,
        attempts=row.attempts,
        state=MessageState(row.state),
        last_error=row.last_error,
    )


def _mail_of(row: MailRow) -> Mail:
    return Mail(
        message_id=MessageId(row.outbox_id),
        recipient_id=row.recipient_id,
        address=row.address,
        subject=row.subject,
        body=row.body,
        invitation=row.invitation,
        header_id=row.message_id,
        at=row.at,
    )


def message(tx: Tx, message_id: MessageId) -> Message:
    return message_of(tx.get_one(OutboxRow, message_id))


def messages(tx: Tx, *, state: MessageState | None = None, limit: int = 100) -> list[Message]:
    """The newest messages first."""
    chosen = select(OutboxRow).order_by(OutboxRow.id.desc()).limit(limit)
    if state is not None:
        chosen = chosen.where(OutboxRow.state == state)
    return [message_of(row) for row in tx.scalars(chosen)]


def count(tx: Tx, state: MessageState) -> int:
    return tx.scalar(select(func.count()).where(OutboxRow.state == state)) or 0


def mails(tx: Tx, *, recipient: int | None = None, limit: int = 100) -> list[Mail]:
    """The newest mails first, of everybody or to one person."""
    chosen = select(MailRow).order_by(MailRow.id.desc()).limit(limit)
    if recipient is not None:
        chosen = chosen.where(MailRow.recipient_id == recipient)
    return [_mail_of(row) for row in tx.scalars(chosen)]


def find_mail(tx: Tx, message_id: MessageId) -> Mail | None:
    row = tx.scalar(select(MailRow).where(MailRow.outbox_id == message_id))
    return _mail_of(row) if row is not None else None
