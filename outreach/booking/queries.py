"""Reading bookings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, Select, func, or_, select

from outreach.accounts.model import Person, Role
from outreach.booking.model import (
    ACTIVE,
    Arrival,
    Booking,
    BookingId,
    BookingState,
    DifferenceReason,
    Group,
    Step,
    Verb,
    Waiting,
    id_of,
    number_of,
)
from outreach.booking.tables import ArrivalRow, BookingHistoryRow, BookingRow
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme, Venue
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.province.model import School


def booking(row: BookingRow) -> Booking:
    """A row as the rest of the house sees it."""
    return Booking(
        id=BookingId(row.id),
        number=number_of(row.id, row.placed_at),
        session_id=row.session_id,
        venue_id=row.venue_id,
        programme_id=row.programme_id,
        programme_version=row.programme_version,
        school_id=row.school_id,
        county_code=row.county_code,
        day=row.day,
        starts=row.starts,
        group=Group(
            grade=row.grade,
            pupils=row.pupils,
            adults=row.adults,
            leader=row.leader,
            leader_phone=row.leader_phone,
            needs=row.needs,
            step_free=row.step_free,
        ),
        state=BookingState(row.state),
        placed_by=row.placed_by,
        on_behalf=row.on_behalf,
        placed_at=row.placed_at,
        hold_until=row.hold_until,
        papers_at=row.papers_at,
        confirmed_at=row.confirmed_at,
        reason=row.reason,
        passes=row.passes,
        sequence=row.sequence,
        revision=row.revision,
        changed_at=row.changed_at,
        sample=row.sample,
        answer_by=row.answer_by,
        agreed_pupils=row.agreed_pupils,
        split_of=row.split_of,
        no_place_for=row.no_place_for,
    )


def find_booking(tx: Tx, booking_id: int) -> Booking | None:
    row = tx.get(BookingRow, booking_id, populate_existing=True)
    return booking(row) if row is not None else None


def _bookings(tx: Tx, query: Select[BookingRow]) -> list[Booking]:
    return [booking(row) for row in tx.scalars(query)]


def bookings_by_id(tx: Tx, booking_ids: Collection[int]) -> dict[int, Booking]:
    """Bookings as they stand now, by id; those that do not exist are left out."""
    wanted = sorted(set(booking_ids))
    found: dict[int, Booking] = {}
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        query = select(BookingRow).where(BookingRow.id.in_(wanted[start : start + 500]))
        fresh = query.execution_options(populate_existing=True)
        found |= {each.id: each for each in _bookings(tx, fresh)}
    return found


def bookings_of_session(
    tx: Tx, session_id: int, *, states: Iterable[BookingState] | None = None
) -> list[Booking]:
    query = select(BookingRow).where(BookingRow.session_id == session_id)
    if states is not None:
        query = query.where(BookingRow.state.in_(list(states)))
    return _bookings(tx, query.order_by(BookingRow.placed_at, BookingRow.id))


def bookings_of_day(tx: Tx, day: date, *, venue_ids: Iterable[int] | None = None) -> list[Booking]:
    """Groups expected, arrived or missing on a day, by time."""
    expected = (
        BookingState.HELD,
        BookingState.CONFIRMED,
        BookingState.ARRIVED,
        BookingState.DONE,
        BookingState.NO_SHOW,
    )
    query = select(BookingRow).where(BookingRow.day == day, BookingRow.state.in_(expected))
    if venue_ids is not None:
        query = query.where(BookingRow.venue_id.in_(list(venue_ids)))
    return _bookings(tx, query.order_by(BookingRow.starts, BookingRow.id))


def waiting(tx: Tx, session_id: int) -> list[Waiting]:
    """The waitlist of a session in the order in which groups came."""
    rows = tx.execute(
        select(BookingRow.id, BookingRow.pupils, BookingRow.passes)
        .where(BookingRow.session_id == session_id, BookingRow.state == BookingState.WAITLISTED)
        .order_by(BookingRow.placed_at, BookingRow.id)
    )
    return [Waiting(BookingId(row.id), row.pupils, row.passes) for row in rows]


def place_in_line(tx: Tx, found: Booking) -> int:
    """1 for the group that is next on its session's waitlist."""
    line = [group.booking_id for group in waiting(tx, found.session_id)]
    return line.index(found.id) + 1 if found.id in line else 0


@dataclass(frozen=True, slots=True)
class Search:
    """What a list of bookings is narrowed to; None leaves a side open."""

    states: tuple[BookingState, ...] = ()
    venue_id: int | None = None
    county_code: str | None = None
    first: date | None = None
    last: date | None = None
    text: str = ""


def _in_scope(person: Person) -> ColumnElement[bool] | None:
    """The bookings that are somebody's business, as part of the query; None: all of them."""
    if person.runs_the_province:
        return None
    cities = person.scopes(Role.CITY)
    parts: list[ColumnElement[bool]] = [
        BookingRow.venue_id.in_([int(v) for v in person.scopes(Role.VENUE)]),
        BookingRow.school_id.in_([int(s) for s in person.scopes(Role.TEACHER)]),
        BookingRow.county_code.in_(sorted(person.scopes(Role.COUNTY))),
        *(BookingRow.county_code.startswith(code[:4]) for code in sorted(cities)),
    ]
    return or_(*parts)


def _narrowed(person: Person, search: Search) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    scope = _in_scope(person)
    if scope is not None:
        conditions.append(scope)
    if search.states:
        conditions.append(BookingRow.state.in_(search.states))
    if search.venue_id is not None:
        conditions.append(BookingRow.venue_id == search.venue_id)
    if search.county_code is not None:
        conditions.append(BookingRow.county_code == search.county_code)
    if search.first is not None:
        conditions.append(BookingRow.day >= search.first)
    if search.last is not None:
        conditions.append(BookingRow.day <= search.last)
    if search.text:
        conditions.append(BookingRow.id == (id_of(search.text) or 0))
    return conditions


def bookings_for(
    tx: Tx, person: Person, search: Search, *, limit: int = 50, offset: int = 0
) -> tuple[list[Booking], int]:
    """A page of the bookings somebody may see, by day, and how many there are in all."""
    conditions = _narrowed(person, search)
    total = tx.scalar(select(func.count()).select_from(BookingRow).where(*conditions)) or 0
    page = _bookings(
        tx,
        select(BookingRow)
        .where(*conditions)
        .order_by(BookingRow.day, BookingRow.starts, BookingRow.id)
        .limit(limit)
        .offset(offset),
    )
    return page, total


def changed_bookings(tx: Tx, person: Person) -> list[Booking]:
    """Bookings the school changed since the venue last looked."""
    conditions = _narrowed(person, Search(states=tuple(ACTIVE)))
    return _bookings(
        tx,
        select(BookingRow)
        .where(*conditions, BookingRow.changed_at.is_not(None))
        .order_by(BookingRow.changed_at),
    )


def history(tx: Tx, booking_id: int) -> list[Step]:
    rows = tx.scalars(
        select(BookingHistoryRow)
        .where(BookingHistoryRow.booking_id == booking_id)
        .order_by(BookingHistoryRow.id)
    )
    return [
        Step(row.at, row.person_id, Verb(row.verb), BookingState(row.state), row.note)
        for row in rows
    ]


def arrivals(tx: Tx, booking_id: int) -> list[Arrival]:
    """Every count of who came, the newest last; the newest is the one that holds."""
    rows = tx.scalars(
        select(ArrivalRow).where(ArrivalRow.booking_id == booking_id).order_by(ArrivalRow.id)
    )
    return [arrival(row) for row in rows]


def arrival(row: ArrivalRow) -> Arrival:
    return Arrival(
        pupils=row.pupils,
        adults=row.adults,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        note=row.note,
        came_at=row.came_at,
        reason=DifferenceReason(row.reason) if row.reason else None,
    )


def arrived_before(tx: Tx, *, day: date, clock: time, limit: int = 500) -> list[BookingId]:
    """Visits that arrived and are over: earlier days, and today's that began before `clock`."""
    rows = tx.scalars(
        select(BookingRow.id)
        .where(
            BookingRow.state == BookingState.ARRIVED,
            (BookingRow.day < day) | ((BookingRow.day == day) & (BookingRow.starts < clock)),
        )
        .limit(limit)
    )
    return [BookingId(row) for row in rows]


def count_of_school(tx: Tx, school_id: int) -> int:
    """How many bookings were ever made for a school."""
    found = tx.scalar(select(func.count()).where(BookingRow.school_id == school_id))
    return found or 0


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """A booking with everything a letter, a mail or a calendar entry says about it."""

    booking: Booking
    school: School
    venue: Venue
    programme: Programme

    @property
    def ends(self) -> time:
        minutes = self.booking.starts.hour * 60 + self.booking.starts.minute
        minutes = min(minutes + self.programme.minutes, 24 * 60 - 1)
        return time(minutes // 60, minutes % 60)


def booking_facts(tx: Tx, booking_id: int) -> BookingFacts:
    """What messages about a booking are made from; LookupError when there is none."""
    found = find_booking(tx, booking_id)
    if found is None:
        raise LookupError(f"no booking {booking_id}")
    return BookingFacts(
        booking=found,
        school=school_queries.school(tx, found.school_id),
        venue=catalogue.venue(tx, found.venue_id),
        programme=catalogue.programme(tx, found.programme_id),
    )


def visits(tx: Tx, *, kind: str, subject_id: int, first: date, limit: int = 5000) -> list[Booking]:
    """Bookings a calendar shows: of a school, a venue or the person who placed them."""
    columns = {"school": "school_id", "venue": "venue_id", "person": "placed_by"}
    return _bookings(
        tx,
        select(BookingRow)
        .where(getattr(BookingRow, columns[kind]) == subject_id, BookingRow.day >= first)
        .order_by(BookingRow.day, BookingRow.starts, BookingRow.id)
        .limit(limit),
    )
