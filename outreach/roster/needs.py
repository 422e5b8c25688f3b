"""Which duties a day needs follows from who has booked; a job keeps the two together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from outreach.booking import holding_queries
from outreach.booking.batches import split
from outreach.booking.model import Booking
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx
from outreach.roster import actions, queries
from outreach.roster.actions import Reconciled
from outreach.roster.model import Duty, Need, key_of
from outreach.season import queries as season
from outreach.season.model import Session

HORIZON = timedelta(days=35)
"""Five weeks: what is rostered in four, with a week to spare."""


def of_bookings(
    bookings: Iterable[Booking],
    *,
    sessions: dict[int, Session],
    programmes: dict[int, Programme],
) -> dict[date, list[Need]]:
    """One guide for each batch of each group that has places, by day."""
    found: dict[date, list[Need]] = defaultdict(list)
    for booking in bookings:
        session = sessions[booking.session_id]
        programme = programmes[session.programme_id]
        batches = split(booking.group.pupils, at_most=programme.batch_size)
        found[session.day] += [
            Need(
                key=key_of(booking.id, number),
                session_id=session.id,
                programme_id=programme.id,
                booking_id=booking.id,
                batch=number,
                starts=session.starts,
                ends=session.ends,
                pupils=pupils,
            )
            for number, pupils in enumerate(batches, start=1)
        ]
    return found


def between(tx: Tx, *, venue_id: int, first: date, last: date) -> dict[date, list[Need]]:
    """What a venue's days need, as bookings stand; days without a need are left out."""
    bookings = holding_queries.holding_places(tx, venue_id=venue_id, first=first, last=last)
    by_session = of_bookings(
        bookings,
        sessions=season.sessions_by_id(tx, {each.session_id for each in bookings}),
        programmes={
            int(each.id): each
            for each in catalogue.programmes(tx, venue_id=venue_id, with_retired=True)
        },
    )
    return _by_timetable(tx, by_session)


def _by_timetable(tx: Tx, found: dict[date, list[Need]]) -> dict[date, list[Need]]:
    """The same needs at the hours of a published timetable, for batches that are still as then."""
    bookings = {need.booking_id for needs in found.values() for need in needs}
    hours = queries.batch_hours(tx, bookings)

    def at_its_hours(need: Need) -> Need:
        known = hours.get((need.booking_id, need.batch))
        if known is None or (known.session_id, known.pupils) != (need.session_id, need.pupils):
            return need
        return replace(need, starts=known.starts, ends=known.ends)

    return {day: [at_its_hours(need) for need in needs] for day, needs in found.items()}


def bring_day(tx: Tx, *, venue_id: int, day: date, now: datetime) -> Reconciled:
    """Bring one day's duties to what its bookings need."""
    needs = between(tx, venue_id=venue_id, first=day, last=day).get(day, [])
    return actions.need_duties(tx, venue_id=venue_id, day=day, needs=needs, by=None, now=now)


def keep_up(database: Database, *, now: datetime) -> int:
    """Bring the coming weeks of every venue with guides up to date; how many days changed.

    Looks without holding anybody up and writes only days that differ, one transaction each.
    """
    today = local_day(now)
    last = today + HORIZON
    with database.reading() as tx:
        stale = [
            (venue_id, day)
            for venue_id in queries.venues_with_guides(tx)
            for day in days_to_bring(tx, venue_id=venue_id, first=today, last=last)
        ]
    for venue_id, day in stale:
        with database.writing() as tx:
            bring_day(tx, venue_id=venue_id, day=day, now=now)
    return len(stale)


def days_to_bring(tx: Tx, *, venue_id: int, first: date, last: date) -> list[date]:
    """Days on which duties and needs differ."""
    needs = between(tx, venue_id=venue_id, first=first, last=last)
    there: dict[date, dict[str, Duty]] = defaultdict(dict)
    for duty in queries.duties_between(tx, venue_id=venue_id, first=first, last=last):
        there[duty.day][duty.key] = duty
    return sorted(
        day
        for day in {*needs, *there}
        if actions.differs(
            there.get(day, {}).values(), needs.get(day, []), venue_id=venue_id, day=day
        )
    )
