"""Who did not come without a word, and what was said about it since."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select

from outreach.accounts.model import Person
from outreach.booking import queries as booking
from outreach.booking.model import Booking, BookingState
from outreach.booking.queries import Search
from outreach.duty.model import Failure, FailureWord, Said
from outreach.duty.tables import FailureWordRow
from outreach.kernel.db import Tx
from outreach.kernel.span import Days

MOST = 2000


def failures(tx: Tx, *, school_id: int, school_year: Days) -> list[Failure]:
    """A school's no-shows without notice in a school year, at whatever venue, by day.

    What was cancelled before the day, called off for weather, or turned into force majeure later
    is no longer a no-show and is not among them. `rules.comes_later` judges them for an allocation.
    """
    found = [
        visit
        for visit in booking.visits(
            tx, kind="school", subject_id=school_id, first=school_year.first
        )
        if visit.state is BookingState.NO_SHOW and visit.day in school_year
    ]
    return _with_words(tx, found)


def failures_for(tx: Tx, person: Person, *, days: Days) -> list[Failure]:
    """The no-shows that are somebody's business: own school, own counties, own venue."""
    search = Search(states=(BookingState.NO_SHOW,), first=days.first, last=days.last)
    found, _total = booking.bookings_for(tx, person, search, limit=MOST)
    return _with_words(tx, found)


def find_failure(tx: Tx, booking_id: int) -> Failure | None:
    """The failure that a booking is; None when it came, or sent word."""
    visit = booking.find_booking(tx, booking_id)
    if visit is None or visit.state is not BookingState.NO_SHOW:
        return None
    return _with_words(tx, [visit])[0]


def _with_words(tx: Tx, visits: Iterable[Booking]) -> list[Failure]:
    visits = list(visits)
    said = _words(tx, [visit.id for visit in visits])
    return [Failure(visit, tuple(said[visit.id])) for visit in visits]


def _words(tx: Tx, booking_ids: Collection[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    wanted = sorted(booking_ids)
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        rows = tx.scalars(
            select(FailureWordRow)
            .where(FailureWordRow.booking_id.in_(wanted[start : start + 500]))
            .order_by(FailureWordRow.id)
        )
        for row in rows:
            said = Said(row.at, row.person_id, FailureWord(row.word), row.text)
            found[row.booking_id].append(said)
    return found
