"""Making, replacing and ending the secret addresses of feeds."""

import secrets
from datetime import datetime

from sqlalchemy import update

from outreach.accounts.actions import record_audit, token_hash
from outreach.accounts.model import Person
from outreach.accounts.rules import NotYours
from outreach.feeds import rules
from outreach.feeds.model import FeedId, FeedScope
from outreach.feeds.tables import FeedRow
from outreach.kernel.db import Tx

TOKEN_BYTES = 24  # 192 bits: nobody guesses an address


def create_feed(
    tx: Tx, *, scope: FeedScope, subject_id: int, by: Person, now: datetime
) -> tuple[FeedId, str]:
    """A new address, told this once; only its SHA-256 is kept. A former one ends."""
    if not rules.may_subscribe(by, scope=scope, subject_id=subject_id):
        raise NotYours
    tx.execute(
        update(FeedRow)
        .where(
            FeedRow.kind == scope,
            FeedRow.subject_id == subject_id,
            FeedRow.person_id == by.id,
            FeedRow.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = FeedRow(
        kind=scope,
        subject_id=subject_id,
        person_id=by.id,
        token_hash=token_hash(token),
        created_at=now,
    )
    tx.add(row)
    tx.flush()
    _record(tx, "feed-made", row.id, by, now)
    return FeedId(row.id), token


def revoke(tx: Tx, *, feed_id: int, by: Person, now: datetime) -> None:
    """The address answers no more. Twice does no harm; another person's feed is not found."""
    row = tx.get(FeedRow, feed_id)
    if row is None or row.person_id != by.id:
        raise NotYours
    if row.revoked_at is None:
        row.revoked_at = now
        _record(tx, "feed-ended", feed_id, by, now)


def mark_fetched(tx: Tx, *, feed_id: FeedId, digest: str, now: datetime) -> datetime:
    """Remember the use, and what was given out; when that last changed is the answer."""
    row = tx.get_one(FeedRow, feed_id, populate_existing=True)
    row.last_used_at = now
    if row.digest != digest or row.changed_at is None:
        row.digest, row.changed_at = digest, now
    return row.changed_at


def _record(tx: Tx, action: str, feed_id: int, by: Person, now: datetime) -> None:
    record_audit(
        tx,
        person_id=by.id,
        action=action,
        subject=f"feed:{feed_id}",
        before=None,
        after=None,
        at=now,
    )
