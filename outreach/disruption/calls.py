"""Schools whose visit was changed and who have not said that they know, for the desk that rings."""

from collections.abc import Collection
from datetime import datetime, timedelta

from outreach.booking.call_queries import Due
from outreach.disruption import desk, queries
from outreach.disruption.model import MOVES, Outcome, Touch
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx


def unanswered(
    tx: Tx, venue_ids: Collection[int], *, now: datetime, patience: timedelta
) -> list[Touch]:
    """Groups of these venues to be rung, each once, until the day that was changed is over."""
    today = local_day(now)
    found = queries.silent(tx, venue_ids, first=today)
    newest = {touch.booking.id: touch for touch in sorted(found, key=lambda each: each.told_at)}
    return desk.to_call(newest.values(), now=now, within=patience)


def due(touch: Touch) -> Due:
    """Since when it is known, and until when a call still keeps somebody from setting out."""
    kept = touch.outcome is Outcome.UNDONE or touch.turn not in MOVES
    until = touch.former_moment if kept else at_wall_clock(touch.booking.day, touch.booking.starts)
    return Due(touch.booking.id, "disruption", touch.told_at, until)
