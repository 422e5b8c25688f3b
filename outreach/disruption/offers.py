"""Where a group could go instead: the nearest sessions of the venue that fit it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from outreach.booking import make_up_queries
from outreach.booking import rules as booking_rules
from outreach.booking.model import Booking
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import DayPart, Programme, Setting, Venue
from outreach.disruption import rules
from outreach.disruption.model import WITHOUT_PLACES, Offer, Scope, Turn, VisitAt
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.province.model import School, stage_of_grade
from outreach.season import calendar_queries, claims, generation, term_queries
from outreach.season import queries as season
from outreach.season import rules as season_rules
from outreach.season.model import SchoolCalendar, Session, SessionFacts

REACH = timedelta(days=60)
AT_MOST = {Turn.POSTPONE: 3, Turn.INSIDE: 2, Turn.ONLINE: 2}


def visit_at(
    session: Session, programme: Programme, venue: Venue, *, school_county: str | None = None
) -> VisitAt:
    return VisitAt(
        venue_id=venue.id,
        venue_county=venue.county_code,
        programme_id=programme.id,
        setting=programme.setting,
        online=programme.online,
        halls=frozenset(int(stop.hall.id) for stop in programme.stops),
        day=session.day,
        starts=session.starts,
        ends=session.ends,
        school_county=school_county,
    )


@dataclass
class Finder:
    """Finds offers one group after the other, and gives no place to two of them.

    `scope` is None when nothing is disrupted any more and a lost visit is made up for.
    """

    tx: Tx
    scope: Scope | None
    first: date
    now: datetime
    programmes: dict[int, Programme]
    venues: dict[int, Venue]
    _sessions: dict[int, list[Session]] = field(default_factory=dict)
    _online: list[Session] | None = None
    _given: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _calendars: dict[str, SchoolCalendar] = field(default_factory=dict)
    _standing: dict[int, frozenset[tuple[int, date, DayPart]]] = field(default_factory=dict)
    _facts: dict[int, SessionFacts] = field(default_factory=dict)

    @classmethod
    def over(cls, tx: Tx, *, scope: Scope | None, first: date, now: datetime) -> "Finder":
        programmes = {int(p.id): p for p in catalogue.programmes(tx, with_retired=True)}
        venues = {int(v.id): v for v in catalogue.venues(tx)}
        return cls(tx, scope, first, now, programmes, venues)

    def look_up(self, school_ids: Iterable[int]) -> None:
        """Read at once when schools have bookings already; they get no second in a half-day."""
        wanted = set(school_ids) - self._standing.keys()
        if wanted:
            self._standing |= make_up_queries.standing(self.tx, wanted, first=self.first)

    def offers(self, booking: Booking, school: School) -> tuple[Offer, ...]:
        """Other days of the same programme, what is inside the same day, then live lessons."""
        if booking.state in WITHOUT_PLACES:
            return ()
        self.look_up([school.id])
        found: dict[Turn, list[Offer]] = defaultdict(list)
        for session in self._of_venue(booking.venue_id):
            turn = self._turn(booking, session)
            if turn is None or len(found[turn]) >= AT_MOST[turn]:
                continue
            if self._fits(booking, school, session, turn):
                programme = self.programmes[session.programme_id]
                found[turn].append(Offer(turn, programme, session.day, session.starts, session))
        if not found[Turn.INSIDE]:
            found[Turn.INSIDE] += list(self._once_more(booking))[: AT_MOST[Turn.INSIDE]]
        found[Turn.ONLINE] += list(self._lessons(booking))[: AT_MOST[Turn.ONLINE]]
        for offers in found.values():  # the first of each kind is what "all alike" would take
            if offers and offers[0].session is not None and offers[0].turn is not Turn.ONLINE:
                self._given[offers[0].session.id] += booking.group.pupils
        return tuple(offer for turn in AT_MOST for offer in found[turn])

    def _of_venue(self, venue_id: int) -> list[Session]:
        if venue_id not in self._sessions:
            self._sessions[venue_id] = season.upcoming_sessions(
                self.tx, first=self.first, last=self.first + REACH, venue_id=venue_id
            )
        return self._sessions[venue_id]

    def _lessons(self, booking: Booking) -> Iterator[Offer]:
        """Live lessons of any venue from the day of the visit on; while one is disrupted only."""
        if self.scope is None:
            return
        if self._online is None:
            coming = season.upcoming_sessions(self.tx, first=self.first, last=self.first + REACH)
            self._online = [s for s in coming if self.programmes[s.programme_id].online]
        for session in self._online:
            programme = self.programmes[session.programme_id]
            if (
                session.day >= booking.day
                and session.places_left > 0
                and programme.suits(booking.group.grade)
                and at_wall_clock(session.day, session.starts) > self.now
            ):
                yield Offer(Turn.ONLINE, programme, session.day, session.starts, session)

    def _turn(self, booking: Booking, session: Session) -> Turn | None:
        """What going to a session would be for a group; None when it is no way out."""
        programme = self.programmes[session.programme_id]
        if session.id == booking.session_id or not programme.suits(booking.group.grade):
            return None
        if at_wall_clock(session.day, session.starts) <= self.now or programme.online:
            return None
        if session.programme_id == booking.programme_id:
            return Turn.POSTPONE
        same_day = session.day == booking.day and programme.setting is Setting.INDOORS
        return Turn.INSIDE if same_day and self.scope is not None else None

    def _fits(self, booking: Booking, school: School, session: Session, turn: Turn) -> bool:
        left = session.places_left - self._given[session.id]
        if session.kept_until is not None or session.waiting:
            return False
        if left < booking.group.pupils or self._is_touched(school, session):
            return False
        if turn is Turn.POSTPONE and not self._at_school(school, booking, session.day):
            return False
        there = (session.venue_id, session.day, session.half)
        if session.day != booking.day and there in self._standing[school.id]:
            return False
        complaints = booking_rules.complaints(booking.group, self._facts_of(session))
        return next(complaints, None) is None

    def _facts_of(self, session: Session) -> SessionFacts:
        if session.id not in self._facts:
            self._facts[session.id] = season.session_facts(self.tx, session.id)
        return self._facts[session.id]

    def _is_touched(self, school: School, session: Session) -> bool:
        if self.scope is None:
            return False
        programme = self.programmes[session.programme_id]
        where = visit_at(
            session,
            programme,
            self.venues[session.venue_id],
            school_county=school.county_code,
        )
        return rules.touches(self.scope, where)

    def _at_school(self, school: School, booking: Booking, day: date) -> bool:
        city = f"{school.county_code[:4]}00"
        if city not in self._calendars:
            self._calendars[city] = calendar_queries.school_calendar(
                self.tx, city_code=city, first=self.first, last=self.first + REACH
            )
        stage = stage_of_grade(booking.group.grade)
        known = self._calendars[city]
        return season_rules.school_day(day, city_code=city, stage=stage, calendar=known).at_school

    def _once_more(self, booking: Booking) -> Iterator[Offer]:
        """Programmes the venue could give in the same hour, as when a tour becomes a talk.

        Only where a part of the house is shut: weather on the roads shuts all of it out.
        """
        scope = self.scope
        if scope is None or not scope.closes or not (scope.hall_id or scope.programme_id):
            return
        standing = {(s.programme_id, s.day, s.starts) for s in self._of_venue(booking.venue_id)}
        venue = self.venues[booking.venue_id]
        house = term_queries.house(self.tx, venue, first=booking.day, last=booking.day)
        for programme in catalogue.programmes(self.tx, venue_id=booking.venue_id):
            ends = generation.ends_of(booking.starts, programme.minutes)
            if (
                programme.id not in (booking.programme_id, scope.programme_id)
                and programme.setting is Setting.INDOORS
                and not programme.online
                and programme.suits(booking.group.grade)
                and generation.room_for(programme) >= booking.group.pupils
                and scope.hall_id not in {stop.hall.id for stop in programme.stops}
                and (programme.id, booking.day, booking.starts) not in standing
                and ends is not None
                and generation.fits_hours(house, booking.day, booking.starts, ends)
                and self._halls_free(programme, booking)
            ):
                yield Offer(Turn.INSIDE, programme, booking.day, booking.starts)

    def _halls_free(self, programme: Programme, booking: Booking) -> bool:
        """Free, or held by the very session that cannot take place."""
        own = f"session:{booking.session_id}"
        return all(
            set(claims.claimed(self.tx, resource=f"hall:{s.hall_id}", span=s.span)) <= {own}
            for s in generation.hall_spans(programme, booking.day, booking.starts)
        )
