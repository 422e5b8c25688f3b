"""Places kept for far schools: who may have them, and when they are everybody's."""

from datetime import datetime

from outreach.booking import advice
from outreach.booking.promotion import promote_session
from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Database, Tx
from outreach.province import school_queries
from outreach.season import shares
from outreach.season.model import SessionFacts


def is_far(tx: Tx, *, school_id: int, venue_id: int) -> bool:
    """Whether a venue lies in travel band C or D for a school."""
    school, venue = school_queries.school(tx, school_id), catalogue.venue(tx, venue_id)
    return advice.way(tx, school, venue).far


def take(tx: Tx, session: SessionFacts, *, school_id: int, pupils: int) -> bool:
    """Take places for a far school from the session's share, when the others did not suffice."""
    if session.id not in shares.kept(tx, [session.id]):
        return False
    if not is_far(tx, school_id=school_id, venue_id=session.venue_id):
        return False
    return shares.take(tx, session.room, pupils)


def release_due(database: Database, *, now: datetime) -> int:
    """Give what is left of shares to everybody, first to those who wait; each by itself."""
    with database.reading() as tx:
        sessions = shares.due(tx, now=now)
    for session_id in sessions:
        with database.writing() as tx:
            if shares.release(tx, session_id):
                promote_session(tx, session_id, now=now)
    return len(sessions)
