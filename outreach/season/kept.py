"""Places kept for invited schools until a day: kept, used once by each school, and given back.

As with a far school's share, a kept place counts as taken, so that nobody else gets it by whatever
way. Every change is one conditional UPDATE of a row whose parts must add up to what was promised.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Select, func, select, update

from outreach.kernel.db import Tx, changed
from outreach.season import places
from outreach.season.model import KeptPlaces, Room
from outreach.season.queries import session_facts
from outreach.season.tables import KeptPlacesRow, KeptRefusalRow, KeptRightRow


def keep(tx: Tx, room: Room, *, holder: str, wanted: int, until: datetime) -> bool:
    """Keep so many of a session's free places; whether there were so many."""
    if not places.take(tx, room, wanted):
        return False
    tx.add(
        KeptPlacesRow(
            session_id=room.session_id, holder=holder, promised=wanted, kept=wanted, until=until
        )
    )
    return True


def entitle(tx: Tx, *, holder: str, school_ids: Iterable[int]) -> None:
    """Let these schools book into what the holder keeps, each once."""
    tx.add_all(KeptRightRow(holder=holder, school_id=school_id) for school_id in school_ids)


def take(tx: Tx, room: Room, *, school_id: int, pupils: int) -> bool:
    """Let an invited school have kept places, and free ones besides when they do not suffice.

    False, and nothing changed, where nothing is kept for it or there are not enough of both.
    """
    if tx.scalar(_usable(room, school_id).limit(1)) is None:
        return False
    places.lock(tx, [room.session_id])
    found = tx.scalar(_usable(room, school_id).limit(1).execution_options(populate_existing=True))
    if found is None:
        return False
    drawn = min(found.kept, pupils)
    if pupils > drawn and not places.take(tx, room, pupils - drawn):
        return False
    if not end_right(tx, holder=found.holder, school_id=school_id):
        places.give_back(tx, room, pupils - drawn)
        return False
    if not _draw(tx, found.id, used=drawn):
        raise AssertionError("the session is locked")
    return True


def _usable(room: Room, school_id: int) -> Select[KeptPlacesRow]:
    return (
        select(KeptPlacesRow)
        .join(KeptRightRow, KeptRightRow.holder == KeptPlacesRow.holder)
        .where(
            KeptPlacesRow.session_id == room.session_id,
            KeptPlacesRow.kept > 0,
            KeptRightRow.school_id == school_id,
            KeptRightRow.open,
        )
        .order_by(KeptPlacesRow.id)
    )


def hold(tx: Tx, holder: str) -> None:
    """Hold the sessions of a holder. Whoever books holds them before a right, and so do all."""
    places.lock(tx, [each.session_id for each in of_holder(tx, holder)])


def end_right(tx: Tx, *, holder: str, school_id: int) -> bool:
    """The school has booked, or will not; whether it still might have."""
    ended = (
        update(KeptRightRow)
        .where(
            KeptRightRow.holder == holder,
            KeptRightRow.school_id == school_id,
            KeptRightRow.open,
        )
        .values(open=False)
    )
    return changed(tx, ended) == 1


def open_rights(tx: Tx, holder: str) -> frozenset[int]:
    """The schools that may still book into kept places."""
    chosen = select(KeptRightRow.school_id).where(KeptRightRow.holder == holder, KeptRightRow.open)
    return frozenset(tx.scalars(chosen))


def shrink(tx: Tx, holder: str, *, to: int) -> list[int]:
    """Keep no more places than `to` in all, giving back first where most are kept.

    The answer is the sessions that got places back. Twice does no harm.
    """
    hold(tx, holder)
    freed = []
    rows = of_holder(tx, holder)
    too_many = sum(each.kept for each in rows) - to
    for each in sorted(rows, key=lambda each: (-each.kept, each.session_id)):
        back = min(each.kept, max(0, too_many))
        if back and _draw(tx, each.id, given_back=back):
            places.give_back(tx, session_facts(tx, each.session_id).room, back)
            freed.append(each.session_id)
            too_many -= back
    return freed


def release(tx: Tx, holder: str) -> list[int]:
    """Let everybody have what is still kept; the sessions that got places back."""
    hold(tx, holder)
    ended = update(KeptRightRow).where(KeptRightRow.holder == holder).values(open=False)
    tx.execute(ended)
    return shrink(tx, holder, to=0)


def of_holder(tx: Tx, holder: str) -> list[KeptPlaces]:
    return _kept(tx, select(KeptPlacesRow).where(KeptPlacesRow.holder == holder))


def of_sessions(tx: Tx, session_ids: Collection[int]) -> list[KeptPlaces]:
    return _kept(tx, select(KeptPlacesRow).where(KeptPlacesRow.session_id.in_(list(session_ids))))


def _kept(tx: Tx, query: Select[KeptPlacesRow]) -> list[KeptPlaces]:
    rows = tx.scalars(
        query.order_by(KeptPlacesRow.session_id, KeptPlacesRow.id).execution_options(
            populate_existing=True
        )
    ).all()
    refused = tx.execute(
        select(KeptRefusalRow.kept_id, func.count())
        .where(KeptRefusalRow.kept_id.in_([row.id for row in rows]))
        .group_by(KeptRefusalRow.kept_id)
    )
    by_row = dict(refused.all())
    return [
        KeptPlaces(
            id=row.id,
            session_id=row.session_id,
            holder=row.holder,
            promised=row.promised,
            kept=row.kept,
            used=row.used,
            given_back=row.given_back,
            until=row.until,
            refused=by_row.get(row.id, 0),
        )
        for row in rows
    ]


def remember_refusal(
    tx: Tx, session_id: int, *, school_id: int, short_of: int, now: datetime
) -> None:
    """A school found no room where kept places would have sufficed; counted once each."""
    places.lock(tx, [session_id])
    found = [each for each in of_sessions(tx, [session_id]) if each.kept]
    if not found or sum(each.kept for each in found) < short_of:
        return
    for each in found:
        if tx.get(KeptRefusalRow, (each.id, school_id)) is None:
            tx.add(KeptRefusalRow(kept_id=each.id, school_id=school_id, at=now))


def _draw(tx: Tx, kept_id: int, *, used: int = 0, given_back: int = 0) -> bool:
    """Take places out of what is kept, by one conditional UPDATE."""
    rows = changed(
        tx,
        update(KeptPlacesRow)
        .where(KeptPlacesRow.id == kept_id, KeptPlacesRow.kept >= used + given_back)
        .values(
            kept=KeptPlacesRow.kept - used - given_back,
            used=KeptPlacesRow.used + used,
            given_back=KeptPlacesRow.given_back + given_back,
        )
        .execution_options(synchronize_session=False),
    )
    return rows == 1
