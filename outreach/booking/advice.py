"""What a teacher should know before booking: the way, what is nearer, and the school's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from outreach.booking import queries
from outreach.booking.model import Booking
from outreach.booking.tables import BookingRow
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import DayPart, Programme, Venue, VenueId
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province import rules
from outreach.province.model import (
    MUSEUM,
    County,
    Point,
    School,
    Stage,
    Travel,
    TravelBand,
    TravelParameters,
)
from outreach.season import calendar_queries
from outreach.season import rules as season
from outreach.season.model import SchoolDay

FAR = (TravelBand.C, TravelBand.D)
NEARER_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Nearer:
    """A venue closer by, with what it offers to the grade."""

    venue: Venue
    travel: Travel
    programmes: tuple[Programme, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a school, or a county seat, to a venue; `nearer` is filled for far ones."""

    start: School | County
    venue: Venue
    travel: Travel
    nearer: tuple[Nearer, ...] = ()

    @property
    def far(self) -> bool:
        return self.travel.band in FAR


@dataclass(frozen=True, slots=True)
class StageDay:
    """Whether a school's stage is at school on the day of a visit."""

    stage: Stage
    school_day: SchoolDay


def way(tx: Tx, start: School | County, venue: Venue) -> Way:
    """How far it is, without what may be nearer."""
    return Way(start, venue, _Setting.out(tx, start).to(venue))


def ways(
    tx: Tx, start: School | County, venues: Sequence[Venue], *, grade: int | None = None
) -> dict[VenueId, Way]:
    """The way to each venue; with a far one come those that are nearer and suit the grade.

    A venue that is hardly nearer is no help: it must be a travel band less to go.
    """
    setting = _Setting.out(tx, start)
    offered = catalogue.programmes(tx, grade=grade)
    near = [
        Nearer(venue, setting.to(venue), tuple(p for p in offered if p.venue_id == venue.id))
        for venue in catalogue.venues(tx)
    ]
    near.sort(key=lambda each: each.travel.km)
    found = {}
    for venue in venues:
        travel = setting.to(venue)
        helpful = [n for n in near if n.programmes and n.travel.band < travel.band]
        shown = tuple(helpful[:NEARER_SHOWN]) if travel.band in FAR else ()
        found[venue.id] = Way(start, venue, travel, shown)
    return found


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a group sets out, and how ways are worked out from there."""

    county: County
    point: Point | None
    parameters: TravelParameters

    @classmethod
    def out(cls, tx: Tx, start: School | County) -> "_Setting":
        parameters = province.travel_parameters(tx)
        if isinstance(start, County):
            return cls(start, None, parameters)
        return cls(province.county(tx, start.county_code), start.point, parameters)

    def to(self, venue: Venue) -> Travel:
        to = Point(lat=venue.lat, lon=venue.lon)
        return rules.travel(
            self.county,
            to=to,
            parameters=self.parameters,
            start=self.point,
            to_museum=rules.great_circle_km(to, MUSEUM) <= 2,
        )


def days_away(tx: Tx, school: School, day: date) -> list[StageDay]:
    """The stages of a school that are not at school on a day, with the reason."""
    calendar = calendar_queries.school_calendar(tx, city_code=school.city_code, first=day, last=day)
    judged = [
        StageDay(
            stage,
            season.school_day(day, city_code=school.city_code, stage=stage, calendar=calendar),
        )
        for stage in school.stages
    ]
    return [each for each in judged if not each.school_day.at_school]


def find_standing(
    tx: Tx, *, school_id: int, venue_id: int, day: date, half: DayPart
) -> Booking | None:
    """The one active booking a school has at a venue in a half-day."""
    that_day = tx.scalars(
        select(BookingRow).where(
            BookingRow.school_id == school_id,
            BookingRow.venue_id == venue_id,
            BookingRow.day == day,
            BookingRow.active_place.is_not(None),
        )
    )
    found = map(queries.booking, that_day)
    return next((each for each in found if each.half is half), None)
