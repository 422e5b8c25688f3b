"""Whoever still waits some days before the visit is told that there is no place."""

from datetime import date, datetime, time, timedelta

from outreach.booking import due_queries
from outreach.booking.model import Booking, BookingState, Verb
from outreach.booking.steps import get, lock_day, step
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Database, Tx
from outreach.season import queries as season
from outreach.season.model import Session

JUST_JOINED = timedelta(days=1)
"""Who joins late is left alone so long: it knows that it waits."""

AHEAD = timedelta(days=60)
SHOWN = 3


def tell_due(database: Database, *, now: datetime) -> int:
    """Tell every group whose published day has come, once for each day; how many were told.

    Each is told in a transaction of its own, and stays where it is in the line.
    """
    today = local_day(now)
    with database.reading() as tx:
        due = [
            booking_id
            for venue in catalogue.venues(tx)
            for booking_id in _due(tx, venue.id, today, venue.rules.no_place_days, now=now)
        ]
    told = 0
    for booking_id in due:
        with database.writing() as tx:
            told += tell_one(tx, booking_id=booking_id, now=now)
    return told


def _due(tx: Tx, venue_id: int, today: date, days: int, *, now: datetime) -> list[int]:
    """Those near enough who joined before the telling began, or a day ago."""
    found: list[int] = []
    for ahead in range(1, days + 1):
        day = today + timedelta(days=ahead)
        begins = at_wall_clock(day - timedelta(days=days), time(0))
        found += due_queries.waiting_without_place(
            tx,
            venue_id=venue_id,
            first=day,
            last=day,
            joined_by=max(begins, now - JUST_JOINED),
        )
    return found


def tell_one(tx: Tx, *, booking_id: int, now: datetime) -> bool:
    """Tell one group; False when it was told for this day, or waits no longer."""
    before = get(tx, booking_id)
    lock_day(tx, before)
    before = get(tx, booking_id)
    if before.state is not BookingState.WAITLISTED or before.knows_no_place:
        return False
    step(
        tx,
        before,
        Verb.NO_PLACE,
        by=None,
        now=now,
        notice="no-place",
        no_place_for=before.day,
    )
    return True


def open_instead(tx: Tx, waits: Booking, *, now: datetime) -> list[tuple[Session, Programme]]:
    """Sessions that would take the group now, at the same venue; the same programme first."""
    suiting = {
        p.id: p
        for p in catalogue.programmes(tx, venue_id=waits.venue_id, grade=waits.group.grade)
        if not p.online and not p.is_by_venue_only
    }
    today = local_day(now)
    found = [
        session
        for session in season.upcoming_sessions(
            tx, first=today, last=today + AHEAD, venue_id=waits.venue_id
        )
        if session.programme_id in suiting
        and session.id != waits.session_id
        and session.takes_bookings_at(now)
        and not session.waiting
        and session.places_left >= waits.group.pupils
    ]
    found.sort(key=lambda each: (each.programme_id != waits.programme_id, each.day, each.starts))
    return [(each, suiting[each.programme_id]) for each in found[:SHOWN]]
