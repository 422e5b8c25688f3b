"""A venue and its programmes as plain facts, valid by default."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from outreach.catalogue.model import (
    GroupRules,
    Hall,
    HallId,
    Opening,
    Programme,
    ProgrammeId,
    ProgrammeKind,
    ProgrammeState,
    Stop,
    Venue,
    VenueId,
    VenueKind,
    WaitlistPolicy,
)
from outreach.season.generation import House
from outreach.season.model import Closure, PublicHoliday

LAB = Hall(HallId(1), "实验室", "Lab", 40, exclusive=True, largest_group=None)
GALLERY = Hall(HallId(2), "展厅", "Gallery", 400, exclusive=False, largest_group=None)
ALL_WEEK = tuple(Opening(weekday, time(9), time(17)) for weekday in range(7))


def venue(*, openings: Sequence[Opening] = ALL_WEEK, rules: GroupRules | None = None) -> Venue:
    return Venue(
        id=VenueId(1),
        slug="museum",
        name="示例馆",
        name_en="Sample museum",
        kind=VenueKind.MUSEUM,
        county_code="360113",
        address="",
        address_en="",
        meeting_point="",
        meeting_point_en="",
        phone=None,
        lon=115.85,
        lat=28.7,
        sample=True,
        openings=tuple(openings),
        rules=rules or GroupRules(lead_days=0),
        halls=(LAB, GALLERY),
    )


def programme(
    *,
    id: int = 1,  # noqa: A002 - the field's name
    minutes: int = 60,
    weekdays: Sequence[int] = range(7),
    starts: Sequence[time] = (time(9),),
    stops: Sequence[Stop] = (),
    capacity: int = 100,
    **details: Any,
) -> Programme:
    return Programme(
        id=ProgrammeId(id),
        venue_id=VenueId(1),
        slug=f"programme-{id}",
        name=f"项目 {id}",
        name_en=f"Programme {id}",
        kind=ProgrammeKind.ROUTE,
        summary="",
        summary_en="",
        minutes=minutes,
        capacity=capacity,
        batch_size=50,
        grades_from=1,
        grades_to=9,
        weekdays=tuple(weekdays),
        starts=tuple(starts),
        waitlist_policy=WaitlistPolicy.STRICT,
        max_passes=None,
        version=1,
        state=ProgrammeState.OPEN,
        sample=True,
        stops=tuple(stops),
        **details,
    )


def house(
    venue_: Venue | None = None,
    *,
    closures: Sequence[Closure] = (),
    holidays: Sequence[PublicHoliday] = (),
    **details: Any,
) -> House:
    return House(
        venue=venue_ or venue(),
        closures=tuple(closures),
        holidays={holiday.day: holiday for holiday in holidays},
        **details,
    )


def closure(first: date, last: date, *, reason: str = "检修") -> Closure:
    return Closure(1, VenueId(1), first, last, reason)
