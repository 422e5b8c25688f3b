"""How far it is, how long a coach takes, and what that means for a teacher."""

from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import ClassVar

from outreach.kernel.refusal import Refusal
from outreach.province.model import Advice, County, Point, Travel, TravelBand, TravelParameters

EARTH_RADIUS_KM = 6371.0088
SHORTEST_KM = 5.0
BAND_HOURS = ((1.5, TravelBand.A), (3.0, TravelBand.B), (4.5, TravelBand.C))
ADVICE = {
    TravelBand.A: Advice.HALF_DAY,
    TravelBand.B: Advice.EARLY_START,
    TravelBand.C: Advice.OVERNIGHT_OR_NEARER,
    TravelBand.D: Advice.LET_IT_COME,
}


@dataclass(eq=False)
class TravelParametersUnusable(Refusal):
    """The speeds do not rise, or with them a longer way would take less time."""

    code: ClassVar[str] = "travel-parameters-unusable"
    status: ClassVar[int] = 422
    at_km: float


def great_circle_km(here: Point, there: Point) -> float:
    """Haversine on a sphere of 6371.0088 km; right to 0.5 %, far below the road factor's error."""
    lat1, lat2 = radians(here.lat), radians(there.lat)
    d_lat, d_lon = lat2 - lat1, radians(there.lon - here.lon)
    half = sin(d_lat / 2) ** 2 + cos(lat1) * cos(lat2) * sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def road_km(straight_km: float, *, factor: float) -> float:
    """Estimated length of the road; within a town never below 5 km, for nobody flies there."""
    return max(SHORTEST_KM, straight_km * factor)


def coach_speed(km: float, *, parameters: TravelParameters) -> float:
    """Average km/h of a coach over a way of `km`: long ways are mostly motorway."""
    speeds = parameters.speeds
    if km <= speeds[0][0]:
        return speeds[0][1]
    for (from_km, slower), (to_km, faster) in pairwise(speeds):
        if km <= to_km:
            return slower + (faster - slower) * (km - from_km) / (to_km - from_km)
    return speeds[-1][1]


def coach_hours(km: float, *, parameters: TravelParameters) -> float:
    """One way, to half an hour and never below it."""
    return max(0.5, round(2 * km / coach_speed(km, parameters=parameters)) / 2)


def band_of(hours: float) -> TravelBand:
    """The travel band of a one-way time."""
    for limit, band in BAND_HOURS:
        if hours <= limit:
            return band
    return TravelBand.D


def check_parameters(parameters: TravelParameters) -> None:
    """Refuse a factor below 1, and speeds by which a longer way would be quicker.

    Where speed is a + b x km between two points, time is km / (a + b x km), which grows with km
    exactly while a > 0.
    """
    if not 1 <= parameters.road_factor <= 3 or not parameters.speeds:
        raise TravelParametersUnusable(at_km=0)
    if any(not 0 < km <= 5000 or not 10 <= speed <= 120 for km, speed in parameters.speeds):
        raise TravelParametersUnusable(at_km=parameters.speeds[0][0])
    for (from_km, slower), (to_km, faster) in pairwise(parameters.speeds):
        if to_km <= from_km or from_km * (faster - slower) >= slower * (to_km - from_km):
            raise TravelParametersUnusable(at_km=to_km)


def travel(
    county: County,
    *,
    to: Point,
    parameters: TravelParameters,
    start: Point | None = None,
    to_museum: bool = False,
) -> Travel:
    """One way to a venue from a school's own coordinates (`start`), else from the county seat.

    What a driver measured from the county to the provincial museum replaces the estimate, but only
    for the way to that museum (`to_museum`).
    """
    factor = county.road_factor or parameters.road_factor
    km = road_km(great_circle_km(start or county.seat, to), factor=factor)
    measured = False
    hours: float | None = None
    if to_museum:
        measured = county.road_km_override is not None
        km = county.road_km_override or km
        hours = county.coach_hours_override
    if hours is None:
        hours = coach_hours(km, parameters=parameters)
    band = band_of(hours)
    return Travel(km=km, hours=hours, band=band, advice=ADVICE[band], measured=measured)
