"""What keeping places for invited schools costs the others."""

from datetime import datetime

from outreach.booking.rules import SessionFull
from outreach.kernel.db import Database
from outreach.season import kept


def remember(database: Database, refusal: SessionFull, school_id: int, *, now: datetime) -> None:
    """Count a school that found no room, if the kept places would have been room enough.

    The refusal undid everything else; this is written for itself.
    """
    short_of = refusal.coming - refusal.places_left
    with database.writing() as tx:
        kept.remember_refusal(
            tx, refusal.session_id, school_id=school_id, short_of=short_of, now=now
        )
