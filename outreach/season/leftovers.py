"""Sessions whose leftover places are kept for one published moment: nobody gets any before it."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select, update

from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.season import places
from outreach.season.model import SessionId, SessionState
from outreach.season.queries import upcoming_sessions
from outreach.season.tables import SessionRow


def may_be_kept(
    tx: Tx, *, venue_id: int, first: date, last: date, after: datetime
) -> list[SessionId]:
    """Sessions of a venue that can be part of a release.

    Those for which nobody waits, because what comes back there goes to the waitlist; and those
    whose programme asks to accept no conditions, because a draw cannot read them.
    """
    asking = {
        programme.id
        for programme in catalogue.programmes(tx, venue_id=venue_id)
        if programme.conditions_version is not None or programme.online
    }
    return [
        session.id
        for session in upcoming_sessions(tx, first=first, last=last, venue_id=venue_id)
        if not session.waiting
        and session.kept_until is None
        and session.opens_at <= after < session.closes_at
        and session.programme_id not in asking
    ]


def keep(tx: Tx, session_ids: Iterable[int], *, release_id: int, until: datetime) -> None:
    """From now on nobody but the draw takes places in these sessions."""
    ids = sorted(session_ids)
    places.lock(tx, ids)
    tx.execute(
        update(SessionRow)
        .where(
            SessionRow.id.in_(ids),
            SessionRow.state == SessionState.OPEN,
            SessionRow.waiting == 0,
            SessionRow.kept_until.is_(None),
        )
        .values(release_id=release_id, kept_until=until)
    )


def free(tx: Tx, *, release_id: int, forget: bool = False) -> None:
    """What is left is everybody's, first come, first served; `forget` undoes the release."""
    values: dict[str, object] = {"kept_until": None}
    if forget:
        values["release_id"] = None
    tx.execute(update(SessionRow).where(SessionRow.release_id == release_id).values(values))


def sessions_of(tx: Tx, release_id: int) -> list[SessionId]:
    rows = tx.scalars(
        select(SessionRow.id)
        .where(SessionRow.release_id == release_id)
        .order_by(SessionRow.day, SessionRow.starts, SessionRow.id)
    )
    return [SessionId(row) for row in rows]
