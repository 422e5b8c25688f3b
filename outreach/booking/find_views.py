"""The teacher's way in: grade and school, what suits, and when there is room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request

from outreach.accounts.model import COORDINATORS, Person, Role
from outreach.accounts.who import find_person
from outreach.booking import advice, leftover_queries, rights, words
from outreach.booking.advice import Way
from outreach.booking.leftover_queries import Release
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme, Venue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import GRADES, County, School
from outreach.province.words import grade_words, grades_words
from outreach.season import queries as season
from outreach.season.model import Session
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import public

blueprint = Blueprint("booking_find", __name__)

LOOKED_THROUGH = timedelta(days=120)
WEEKS_SHOWN = 6
FIRST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme that suits, the way to it, and its next sessions with room."""

    programme: Programme
    venue: Venue
    way: Way | None
    next_sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The sessions of a programme in a week; `monday` names it."""

    monday: date
    sessions: tuple[Session, ...]


@blueprint.get("/find")
@public
def find() -> str:
    grade = request.args.get("grade", type=row_number)
    grade = grade if grade in GRADES else None
    with current.database().reading() as tx:
        someone = find_person()
        own = _own_schools(tx, someone)
        start = _start(tx, own)
        chosen = catalogue.find_programme(tx, request.args.get("programme", 0, type=row_number))
        page = {
            "own": own,
            "on_behalf": someone is not None and someone.has(*COORDINATORS),
            "start": start,
            "school": start if isinstance(start, School) else None,
            "county": start if isinstance(start, County) else None,
            "grade": grade,
            "grades": [(g, grade_words(g)) for g in _grades(start)],
            "cities": [] if own else school_queries.cities_with_counties(tx),
            "grades_words": grades_words,
            "upcoming": _upcoming(tx),
        }
        if chosen is not None:
            return _programme_page(tx, chosen, start, page)
        offers = _offers(tx, grade, start) if grade is not None else []
        return render_template(
            "booking/find.html", **page, ways=_ways(offers), offers=offers, may_book=_may_book
        )


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The release of leftovers that pages announce; nothing is left once it has opened."""

    release: Release
    left: str


def _upcoming(tx: Tx) -> Upcoming | None:
    release = leftover_queries.next_release(tx)
    if release is None:
        return None
    return Upcoming(release, words.time_left(release.opens_at - current.now()))


def _own_schools(tx: Tx, person: Person | None) -> list[School]:
    if person is None:
        return []
    mine = school_queries.schools_by_id(tx, [int(s) for s in person.scopes(Role.TEACHER)])
    return sorted(mine.values(), key=lambda school: school.name)


def _start(tx: Tx, own: list[School]) -> School | County | None:
    """Where the group sets out: an own school, or, for who has none, a county."""
    asked = request.args.get("school", type=row_number)
    for school in own:
        if asked in (None, school.id):
            return school
    return province.find_county(tx, request.args.get("county", ""))


def _grades(start: School | County | None) -> Iterable[int]:
    return (start.grades or GRADES) if isinstance(start, School) else GRADES


def _offers(tx: Tx, grade: int | None, start: School | County | None) -> list[Offer]:
    """What suits the grade, the nearest venue first, in the catalogue's order within a venue."""
    venues = {venue.id: venue for venue in catalogue.venues(tx)}
    every = list(venues.values())
    ways = advice.ways(tx, start, every, grade=grade) if start is not None else {}
    today = local_day(current.now())
    coming: dict[int, list[Session]] = {}
    for session in season.upcoming_sessions(tx, first=today, last=today + LOOKED_THROUGH):
        has_room = session.places_left > 0 and not session.waiting
        if session.takes_bookings_at(current.now()) and has_room:
            coming.setdefault(session.programme_id, []).append(session)
    offers = [
        Offer(
            programme,
            venues[programme.venue_id],
            ways.get(programme.venue_id),
            tuple(coming.get(programme.id, [])[:FIRST_SHOWN]),
        )
        for programme in catalogue.programmes(tx, grade=grade)
        if not programme.is_by_venue_only
    ]
    return sorted(offers, key=lambda offer: offer.way.travel.hours if offer.way else 0)


def _ways(offers: list[Offer]) -> list[Way]:
    """The way to each venue that offers something, once, nearest first."""
    by_venue = {offer.venue.id: offer.way for offer in offers if offer.way is not None}
    return list(by_venue.values())


def _programme_page(
    tx: Tx, programme: Programme, start: School | County | None, page: Mapping[str, object]
) -> str:
    today = local_day(current.now())
    asked = request.args.get("from", type=date.fromisoformat)
    first = max(today, asked or today)
    sessions = season.upcoming_sessions(
        tx, first=first, last=today + LOOKED_THROUGH, programme_id=programme.id
    )
    weeks = _by_week(s for s in sessions if s.closes_at > current.now())
    venue = catalogue.venue(tx, programme.venue_id)
    return render_template(
        "booking/sessions.html",
        **page,
        programme=programme,
        venue=venue,
        way=advice.ways(tx, start, [venue])[venue.id] if start is not None else None,
        weeks=weeks[:WEEKS_SHOWN],
        later=weeks[WEEKS_SHOWN].monday if len(weeks) > WEEKS_SHOWN else None,
        earlier=first > today,
        now=current.now(),
        may_book=_may_book(venue.id),
        policy=words.policy_words(programme.waitlist_policy, programme.max_passes),
    )


def _may_book(venue_id: int) -> bool:
    """Whether sessions lead to a form; who has not signed in is asked to on the way."""
    person = find_person()
    return person is None or rights.books_at(person, venue_id)


def _by_week(sessions: Iterable[Session]) -> list[Week]:
    weeks: dict[date, list[Session]] = {}
    for session in sessions:
        weeks.setdefault(session.day - timedelta(days=session.day.weekday()), []).append(session)
    return [Week(monday, tuple(found)) for monday, found in weeks.items()]
