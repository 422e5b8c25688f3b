"""What a teacher should know before booking: the way, what is nearer, and the school's calendar."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from outreach.booking import queries
from outreach.booking.model import Booking
from outreach.booking.tables import BookingRow
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import DayPart, Programme, Venue
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province import rules as ways
from outreach.province.model import MUSEUM, County, Point, School, Stage, Travel, TravelBand
from outreach.season import calendar_queries
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


def way(tx: Tx, start: School | County, venue: Venue, *, grade: int | None = None) -> Way:
    """How far it is, and, where that is far, which venues are nearer."""
    travel = _travel(tx, start, venue)
    if travel.band not in FAR:
        return Way(start, venue, travel)
    offered = catalogue.programmes(tx, grade=grade)
    others = [
        Nearer(
            other,
            _travel(tx, start, other),
            tuple(programme for programme in offered if programme.venue_id == other.id),
        )
        for other in catalogue.venues(tx)
        if other.id != venue.id
    ]
    nearer = sorted(
        (n for n in others if n.programmes and n.travel.hours < travel.hours),
        key=lambda n: n.travel.km,
    )
    # A venue that is hardly nearer is no help: it must be a band less to go.
    helpful = [n for n in nearer if n.travel.band < travel.band]
    return Way(start, venue, travel, tuple(helpful[:NEARER_SHOWN]))


def _travel(tx: Tx, start: School | County, venue: Venue) -> Travel:
    to = Point(lat=venue.lat, lon=venue.lon)
    if isinstance(start, School):
        return province.travel_from_school(tx, start, to=to)
    return ways.travel(
        start,
        to=to,
        parameters=province.travel_parameters(tx),
        to_museum=ways.great_circle_km(to, MUSEUM) <= 2,
    )


def days_away(tx: Tx, school: School, day: date) -> list[StageDay]:
    """The stages of a school that are not at school on a day, with the reason."""
    judged = [
        StageDay(
            stage,
            calendar_queries.school_day(tx, day=day, city_code=school.city_code, stage=stage),
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
