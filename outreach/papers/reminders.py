"""Reminding schools of the papers they still owe, each time exactly once."""

from datetime import datetime

from outreach.booking import desk_actions, due_queries
from outreach.booking.due_queries import Hold
from outreach.booking.steps import get, tell
from outreach.kernel.db import Database, Tx
from outreach.papers import queries, rules


def remind_due(database: Database, *, now: datetime) -> int:
    """Remind whoever's time has come, each in a transaction of its own; how many were reminded."""
    with database.reading() as tx:
        running = due_queries.holds_running(tx, now=now)
        since = due_queries.held_since(tx, [hold.booking_id for hold in running])
    reminded = 0
    for hold in running:
        began = since.get(hold.booking_id)
        if began and rules.to_remind(began, hold.until, hold.reminded_at, now=now):
            with database.writing() as tx:
                reminded += remind(tx, hold, now=now)
    return reminded


def remind(tx: Tx, hold: Hold, *, now: datetime) -> bool:
    """Post a reminder unless nothing is owed, or another worker was quicker."""
    if not desk_actions.mark_reminded(
        tx, booking_id=hold.booking_id, before=hold.reminded_at, now=now
    ):
        return False
    booking = get(tx, hold.booking_id)
    if not rules.missing(queries.needs_of(tx, booking, now=now)):
        return False
    tell(tx, booking, "hold-reminder", now=now)
    return True
