"""Ringing a school: whose number was opened, and what came of the call."""

from datetime import datetime

from outreach.accounts.actions import record_audit
from outreach.booking.call_queries import Outcome
from outreach.booking.tables import PhoneCallRow
from outreach.kernel.db import Tx


def open_number(tx: Tx, *, booking_id: int, reason: str, by: int, now: datetime) -> None:
    """Write down that somebody looked at a teacher's whole number, and why."""
    record_audit(
        tx,
        person_id=by,
        action="open-number",
        subject=f"booking:{booking_id}",
        after=reason,
        at=now,
    )


def record_call(
    tx: Tx, *, booking_id: int, reason: str, outcome: Outcome, by: int, now: datetime
) -> None:
    """What came of a call; reached and forwarded take it off the list."""
    tx.add(PhoneCallRow(booking_id=booking_id, reason=reason, outcome=outcome, by=by, at=now))
