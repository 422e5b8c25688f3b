"""Reading disruptions and what became of their groups, for the person who asks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, select

from outreach.accounts import queries as accounts
from outreach.accounts.model import Person
from outreach.accounts.rules import NotYours
from outreach.booking import queries as booking_queries
from outreach.booking.model import BookingState
from outreach.catalogue import queries as catalogue
from outreach.disruption import rights, rules
from outreach.disruption.model import (
    ENDS,
    Because,
    Disruption,
    DisruptionId,
    Outcome,
    Reason,
    Scope,
    Touch,
    Touching,
    Turn,
)
from outreach.disruption.tables import DisruptionGroupRow, DisruptionRow, DisruptionSessionRow
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.lessons import queries as joined
from outreach.province import school_queries
from outreach.season import queries as season

LOOKED_BACK = timedelta(days=60)


def disruption(row: DisruptionRow) -> Disruption:
    scope = Scope(
        days=Days.through(row.starts_on, row.ends_on),
        touching=Touching(row.touching),
        counties=frozenset(code for code in row.counties.split(",") if code),
        venue_id=row.venue_id,
        hall_id=row.hall_id,
        programme_id=row.programme_id,
        starts=row.starts,
        ends=row.ends,
        closes=row.closes,
    )
    return Disruption(
        id=DisruptionId(row.id),
        reason=Reason(row.reason),
        words=row.words,
        scope=scope,
        made_by=row.made_by,
        made_at=row.made_at,
        undone_at=row.undone_at,
        lifted_at=row.lifted_at,
        closure_id=row.closure_id,
        sample=row.sample,
    )


def find_by_token(tx: Tx, token: str) -> Disruption | None:
    row = tx.scalar(select(DisruptionRow).where(DisruptionRow.token == token))
    return disruption(row) if row else None


def get(tx: Tx, disruption_id: int) -> Disruption:
    """A disruption, whoever asks; a missing one is refused like a foreign one."""
    row = tx.get(DisruptionRow, disruption_id, populate_existing=True)
    if row is None:
        raise NotYours
    return disruption(row)


def seen(tx: Tx, person: Person, disruption_id: int) -> tuple[Disruption, list[Touch]]:
    """A disruption and those of its groups that are the person's business; or it does not exist."""
    found = get(tx, disruption_id)
    groups = touches(tx, person, disruption_ids=[disruption_id])
    if not groups and not rights.made(person, found):
        raise NotYours
    return found, groups


def disruptions(
    tx: Tx, person: Person, *, limit: int = 100
) -> list[tuple[Disruption, list[Touch]]]:
    """The latest disruptions with their groups, as far as they are the person's business."""
    rows = list(
        tx.scalars(
            select(DisruptionRow)
            .order_by(DisruptionRow.made_at.desc(), DisruptionRow.id.desc())
            .limit(limit)
        )
    )
    groups: dict[int, list[Touch]] = defaultdict(list)
    for each in touches(tx, person, disruption_ids=[row.id for row in rows]):
        groups[each.disruption_id].append(each)
    found = [(disruption(row), groups[row.id]) for row in rows]
    return [(d, mine) for d, mine in found if mine or rights.made(person, d)]


def touches(tx: Tx, person: Person, *, disruption_ids: Collection[int]) -> list[Touch]:
    wanted = DisruptionGroupRow.disruption_id.in_(list(disruption_ids))
    return [t for t in _touches(tx, wanted) if rights.may_touch(person, t.booking)]


def touches_of(tx: Tx, disruption_id: int) -> list[Touch]:
    """All groups of a disruption, for whoever has the right to act for all of them."""
    return _touches(tx, DisruptionGroupRow.disruption_id == disruption_id)


def touches_since(tx: Tx, person: Person, *, first: date, last: date) -> list[Touch]:
    """Groups whose visit was to be between two days, both included."""
    wanted = DisruptionGroupRow.former_day.between(first, last)
    return [t for t in _touches(tx, wanted) if rights.may_touch(person, t.booking)]


def silent(tx: Tx, venue_ids: Collection[int], *, first: date) -> list[Touch]:
    """Groups of these venues of which nobody has said that they know, and who still might come."""
    wanted = (
        DisruptionGroupRow.outcome.in_((Outcome.DONE, Outcome.UNDONE))
        & DisruptionGroupRow.answered_at.is_(None)
        & DisruptionGroupRow.reached_at.is_(None)
        & (DisruptionGroupRow.told_at >= at_wall_clock(first - LOOKED_BACK, time(0)))
    )
    return [
        t
        for t in _touches(tx, wanted)
        if t.booking.venue_id in venue_ids and max(t.former_day, t.booking.day) >= first
    ]


def owed(tx: Tx, person: Person) -> list[Touch]:
    """Groups that still wait for their visit: those that lost it twice first, then by day."""
    wanted = (
        DisruptionGroupRow.outcome.in_((Outcome.DONE, Outcome.LOST))
        & DisruptionGroupRow.turn.in_(ENDS)
        & DisruptionGroupRow.written_off.is_(None)
    )
    mine = [t for t in _touches(tx, wanted) if rights.may_touch(person, t.booking)]
    waiting = [t for t in mine if t.is_owed]
    return sorted(waiting, key=lambda t: (t.outcome is not Outcome.LOST, t.former_day, t.id))


def touch(tx: Tx, person: Person, touch_id: int) -> Touch:
    """One group that is the person's business; any other does not exist."""
    found = _touches(tx, DisruptionGroupRow.id == touch_id)
    if not found or not rights.may_touch(person, found[0].booking):
        raise NotYours
    return found[0]


def find_touch(tx: Tx, touch_id: int) -> Touch | None:
    """One group for whoever holds its link."""
    return next(iter(_touches(tx, DisruptionGroupRow.id == touch_id)), None)


def shut_sessions(tx: Tx, disruption_id: int) -> list[int]:
    """Sessions a disruption called off that have not been given again."""
    return list(
        tx.scalars(
            select(DisruptionSessionRow.session_id)
            .where(
                DisruptionSessionRow.disruption_id == disruption_id,
                DisruptionSessionRow.reopened_at.is_(None),
                ~DisruptionSessionRow.added,
            )
            .order_by(DisruptionSessionRow.session_id)
        )
    )


def added_sessions(tx: Tx, disruption_id: int) -> list[int]:
    """Sessions that were made so that groups could go there instead."""
    return list(
        tx.scalars(
            select(DisruptionSessionRow.session_id)
            .where(DisruptionSessionRow.disruption_id == disruption_id, DisruptionSessionRow.added)
            .order_by(DisruptionSessionRow.session_id)
        )
    )


def _touches(tx: Tx, wanted: ColumnElement[bool]) -> list[Touch]:
    """Groups with their bookings, schools and programmes: a fixed number of statements."""
    rows: Sequence[tuple[DisruptionGroupRow, DisruptionRow]] = [
        (group, made)
        for group, made in tx.execute(
            select(DisruptionGroupRow, DisruptionRow)
            .join(DisruptionRow, DisruptionRow.id == DisruptionGroupRow.disruption_id)
            .where(wanted)
            .order_by(DisruptionGroupRow.former_day, DisruptionGroupRow.id)
            .execution_options(populate_existing=True)
        )
    ]
    groups = [group for group, _made in rows]
    bookings = booking_queries.bookings_by_id(
        tx, [g.booking_id for g in groups] + _known(g.made_up_id for g in groups)
    )
    schools = school_queries.schools_by_id(tx, {bookings[g.booking_id].school_id for g in groups})
    programmes = {int(p.id): p for p in catalogue.programmes(tx, with_retired=True)}
    venues = {int(v.id): v for v in catalogue.venues(tx)}
    lessons = season.sessions_by_id(tx, _known(g.online_id for g in groups))
    rooms = joined.rooms_of_lessons(tx, lessons)
    names = accounts.names(tx, _known(g.reached_by for g in groups))
    found = []
    for group, made in rows:
        booking = bookings[group.booking_id]
        again = bookings.get(group.made_up_id or 0)
        lesson = lessons.get(group.online_id or 0)
        found.append(
            Touch(
                id=group.id,
                disruption_id=DisruptionId(group.disruption_id),
                booking=booking,
                school=schools[booking.school_id],
                programme=programmes[booking.programme_id],
                venue=venues[booking.venue_id],
                former_session_id=group.former_session_id,
                former_state=BookingState(group.former_state),
                former_day=group.former_day,
                former_starts=group.former_starts,
                former_programme=programmes[group.former_programme_id],
                pupils=group.pupils,
                turn=Turn(group.turn),
                outcome=Outcome(group.outcome),
                because=Because(group.because) if group.because else None,
                told_at=group.told_at,
                mailed=group.mailed,
                answered_at=group.answered_at,
                reached_at=group.reached_at,
                reached_by=names.get(group.reached_by or 0),
                acted_for=group.acted_for,
                online=lesson,
                online_programme=programmes[lesson.programme_id] if lesson else None,
                made_up_by=again if rules.counts_as_made_up(again) else None,
                written_off=group.written_off,
                reason=Reason(made.reason),
                words=made.words,
                online_rooms=tuple(rooms.get((group.online_id or 0, booking.school_id), ())),
            )
        )
    return found


def _known(ids: Iterable[int | None]) -> list[int]:
    return [each for each in ids if each is not None]
