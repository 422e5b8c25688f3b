"""A no-show explained by the school, and cleared, with a reason, by who looks after it."""

from datetime import datetime

from outreach.accounts.actions import record_audit
from outreach.booking import rules as booking_rules
from outreach.booking.steps import get
from outreach.duty.model import Failure, FailureWord
from outreach.duty.no_show_queries import find_failure
from outreach.duty.tables import FailureWordRow
from outreach.kernel.db import Tx


def explain(tx: Tx, *, booking_id: int, text: str, by: int, now: datetime) -> Failure:
    """The school says why nobody came; whoever looks after it reads this and decides."""
    return _say(tx, booking_id, FailureWord.EXPLAINED, text, by=by, now=now)


def clear(tx: Tx, *, booking_id: int, reason: str, by: int, now: datetime) -> Failure:
    """It no longer counts against the school; the no-show and the reason stay in the history."""
    if not reason.strip():
        raise booking_rules.ReasonMissing
    return _say(tx, booking_id, FailureWord.CLEARED, reason, by=by, now=now)


def restore(tx: Tx, *, booking_id: int, reason: str, by: int, now: datetime) -> Failure:
    """It was cleared by mistake and counts again."""
    if not reason.strip():
        raise booking_rules.ReasonMissing
    return _say(tx, booking_id, FailureWord.RESTORED, reason, by=by, now=now)


def _say(
    tx: Tx, booking_id: int, word: FailureWord, text: str, *, by: int, now: datetime
) -> Failure:
    get(tx, booking_id)
    before = find_failure(tx, booking_id)
    if before is None:
        raise booking_rules.NoSuchBooking
    standing = {FailureWord.CLEARED: before.counts, FailureWord.RESTORED: not before.counts}
    if not standing.get(word, True):
        return before  # said twice
    tx.add(
        FailureWordRow(booking_id=booking_id, at=now, person_id=by, word=word, text=text.strip())
    )
    if word is not FailureWord.EXPLAINED:
        record_audit(
            tx,
            person_id=by,
            action=f"no-show-{word}",
            subject=f"booking:{booking_id}",
            after=text.strip(),
            at=now,
        )
    after = find_failure(tx, booking_id)
    assert after is not None  # noqa: S101 - it was there a line ago
    return after
