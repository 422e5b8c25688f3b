"""Builders for the board: counties, schools and what happened, without a database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from outreach.kernel.span import Days
from outreach.ledger.model import HeadCount, LastContact, SchoolHeads, Totals
from outreach.province.model import County, Point
from outreach.reach.board import Facts
from outreach.reach.crowds import SchoolFacts

TODAY = date(2026, 11, 23)
YEAR = Days(date(2026, 9, 1), date(2027, 9, 1))
XUNWU, GANXIAN, DONGHU = "360734", "360704", "360102"


def county(code: str = XUNWU, **changes: Any) -> County:
    """A county with 10,000 children in grades 1 to 9 by the census moved forward to 2026."""
    facts: dict[str, Any] = {
        "code": code,
        "name": f"县{code}",
        "name_en": f"County {code}",
        "city_code": f"{code[:4]}00",
        "city_name": f"市{code[:4]}",
        "city_name_en": f"City {code[:4]}",
        "kind": "县",
        "residents": 100_000,
        "urban_residents": 40_000,
        "age0": 600,
        "age1_4": 4_500,
        "age5_9": 6_000,
        "age10_14": 4_000,
        "age15_19": 4_000,
        "years_of_schooling": 9.0,
        "area_km2": 2_000.0,
        "seat": Point(lat=25.0, lon=115.6),
        "tile_row": 0,
        "tile_column": 0,
        "road_factor": None,
        "road_km_override": None,
        "coach_hours_override": None,
    }
    return County(**facts | changes)


def school(
    number: int, county_code: str = XUNWU, *, pupils: int | None = None, grade: int | None = 60
) -> SchoolFacts:
    """A primary school with so many pupils in each grade, or with a sum alone."""
    by_grade = {} if grade is None else dict.fromkeys(range(1, 7), grade)
    return SchoolFacts(number, county_code, pupils or sum(by_grade.values()) or None, by_grade)


def heads(
    school_id: int,
    *pupils: int,
    county_code: str = XUNWU,
    cohort: int | None = 2022,
    firsts: int | None = None,
    day: date = date(2026, 10, 8),
) -> SchoolHeads:
    """Pupils of one cell at so many activities."""
    counts = tuple(HeadCount(count, firsts, None, day) for count in pupils)
    return SchoolHeads(county_code, school_id, cohort, counts)


def reached(*school_ids: int, day: date = date(2026, 10, 1)) -> dict[int, LastContact]:
    return {number: LastContact(number, day, 1) for number in school_ids}


def facts(
    counties: Sequence[County],
    *,
    schools: Sequence[SchoolFacts] = (),
    totals: Mapping[str, Totals] | None = None,
    last_days: Mapping[str, date] | None = None,
    at: Sequence[SchoolHeads] = (),
    contacts: Mapping[int, LastContact] | None = None,
) -> Facts:
    return Facts(
        counties=counties,
        schools=schools,
        totals=totals or {},
        last_days=last_days or {},
        heads=at,
        contacts=contacts or {},
    )
