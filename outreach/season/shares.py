"""Places kept for far schools until a day: kept, taken out of the share, and released to all.

A kept place counts as taken, so nobody from near can get it, by whatever way. A far school that
finds no ordinary room has the share besides.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update

from outreach.catalogue.model import Programme
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx, changed
from outreach.season import places
from outreach.season.model import KeptShare, Room, SessionState
from outreach.season.queries import session_facts
from outreach.season.tables import KeptShareRow, SessionRow


def keep(tx: Tx, session_id: int, programme: Programme, *, day: date, starts: time) -> bool:
    """Keep a new session's share; whether its day had so many places."""
    room = Room(session_id, programme.venue_id, day, starts, in_house=not programme.online)
    if not places.take(tx, room, programme.far_share):
        return False
    until = at_wall_clock(day - timedelta(days=programme.far_share_days), time(0))
    tx.add(KeptShareRow(session_id=session_id, places=programme.far_share, until=until))
    return True


def kept(tx: Tx, session_ids: Iterable[int]) -> dict[int, KeptShare]:
    """What is still kept of each session; sessions without a share are left out."""
    rows = tx.execute(
        select(KeptShareRow.session_id, KeptShareRow.places, KeptShareRow.until).where(
            KeptShareRow.session_id.in_(list(session_ids)), KeptShareRow.places > 0
        )
    )
    return {row.session_id: KeptShare(row.places, row.until) for row in rows}


def take(tx: Tx, room: Room, wanted: int) -> bool:
    """Take places for a far school out of the share and of what is free; whether there were enough.

    Those who wait for ordinary places are not overtaken by it: while anyone does, only the share
    is drawn on.
    """
    places.lock(tx, [room.session_id])
    session = session_facts(tx, room.session_id)
    if session.kept_until is not None:
        return False  # its leftovers are given out together
    free = 0 if session.waiting else session.places_left
    from_share = wanted - min(wanted, free)
    if not _draw(tx, room.session_id, from_share):
        return False
    places.give_back(tx, room, from_share)
    if places.take(tx, room, wanted, past_waiting=True):
        return True
    places.take(tx, room, from_share, past_waiting=True)
    _draw(tx, room.session_id, -from_share)
    return False


def release(tx: Tx, session_id: int) -> int:
    """Let everybody have what is left of a share; how many places that is. Twice does no harm."""
    places.lock(tx, [session_id])
    share = kept(tx, [session_id]).get(session_id)
    if share is None or not _draw(tx, session_id, share.places):
        return 0
    session = session_facts(tx, session_id)
    places.give_back(tx, session.room, share.places)
    return share.places


def due(tx: Tx, *, now: datetime, limit: int = 500) -> list[int]:
    """Sessions whose share is to be released by now, in the order in which they are locked."""
    rows = tx.scalars(
        select(KeptShareRow.session_id)
        .join(SessionRow, SessionRow.id == KeptShareRow.session_id)
        .where(
            KeptShareRow.places > 0,
            KeptShareRow.until <= now,
            SessionRow.state == SessionState.OPEN,
        )
        .order_by(KeptShareRow.session_id)
        .limit(limit)
    )
    return list(rows)


def _draw(tx: Tx, session_id: int, wanted: int) -> bool:
    """Take so many out of a share by one conditional UPDATE; a negative number puts them back."""
    rows = changed(
        tx,
        update(KeptShareRow)
        .where(KeptShareRow.session_id == session_id, KeptShareRow.places >= wanted)
        .values(places=KeptShareRow.places - wanted),
    )
    return rows == 1
