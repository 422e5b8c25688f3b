"""Reading messages and mails."""

import json
from datetime import datetime

from sqlalchemy import Select, func, or_, select

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


def _mail_of(row: MailRow, kind: str) -> Mail:
    return Mail(
        message_id=MessageId(row.outbox_id),
        kind=kind,
        recipient_id=row.recipient_id,
        address=row.address,
        subject=row.subject,
        body=row.body,
        invitation=row.invitation,
        header_id=row.message_id,
        at=row.at,
    )


def _mails() -> Select[MailRow, str]:
    return select(MailRow, OutboxRow.kind).join(OutboxRow, OutboxRow.id == MailRow.outbox_id)


def message(tx: Tx, message_id: MessageId) -> Message:
    return message_of(tx.get_one(OutboxRow, message_id))


def is_any_due(tx: Tx, *, now: datetime) -> bool:
    """Whether a look for work is worth a writing transaction."""
    due = select(OutboxRow.id).where(
        OutboxRow.state == MessageState.WAITING,
        OutboxRow.due_at <= now,
        or_(OutboxRow.lease_until.is_(None), OutboxRow.lease_until < now),
    )
    return tx.scalar(due.limit(1)) is not None


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
    chosen = _mails().order_by(MailRow.id.desc()).limit(limit)
    if recipient is not None:
        chosen = chosen.where(MailRow.recipient_id == recipient)
    return [_mail_of(row, kind) for row, kind in tx.execute(chosen)]


def find_mail(tx: Tx, message_id: MessageId) -> Mail | None:
    found = tx.execute(_mails().where(MailRow.outbox_id == message_id)).one_or_none()
    return _mail_of(found[0], found[1]) if found is not None else None
