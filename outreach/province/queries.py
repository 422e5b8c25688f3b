"""Reading the province: divisions, townships, and how to estimate a way."""

import json

from sqlalchemy import Select, select

from outreach.accounts.rules import NotYours
from outreach.kernel.db import Tx
from outreach.province import rules
from outreach.province.model import (
    DEFAULT_TRAVEL,
    MUSEUM,
    City,
    CodeChange,
    County,
    Point,
    School,
    Township,
    Travel,
    TravelParameters,
)
from outreach.province.tables import (
    CityRow,
    CodeChangeRow,
    CountyBorderRow,
    CountyRow,
    TownshipRow,
    TravelParameterRow,
)


def cities(tx: Tx) -> list[City]:
    """The eleven cities, in the order of their codes."""
    return [
        City(code=row.code, name=row.name, name_en=row.name_en)
        for row in tx.scalars(select(CityRow).order_by(CityRow.code))
    ]


def _counties() -> Select[CountyRow, CityRow]:
    return (
        select(CountyRow, CityRow)
        .join(CityRow, CityRow.code == CountyRow.city_code)
        .order_by(CountyRow.code)
    )


def _county(row: CountyRow, city: CityRow) -> County:
    return County(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        city_code=city.code,
        city_name=city.name,
        city_name_en=city.name_en,
        kind=row.kind,
        residents=row.residents,
        urban_residents=row.urban_residents,
        age0=row.age0,
        age1_4=row.age1_4,
        age5_9=row.age5_9,
        age10_14=row.age10_14,
        age15_19=row.age15_19,
        years_of_schooling=row.years_of_schooling,
        area_km2=row.area_km2,
        seat=Point(lat=row.lat, lon=row.lon),
        tile_row=row.tile_row,
        tile_column=row.tile_column,
        road_factor=row.road_factor,
        road_km_override=row.road_km_override,
        coach_hours_override=row.coach_hours_override,
    )


def counties(tx: Tx, *, city_code: str | None = None) -> list[County]:
    """All 100 county-level divisions, or those of one city, in the order of their codes."""
    chosen = _counties()
    if city_code is not None:
        chosen = chosen.where(CountyRow.city_code == city_code)
    return [_county(row, city) for row, city in tx.execute(chosen)]


def find_county(tx: Tx, code: str) -> County | None:
    """The county with this code, if there is one; a code is digits, whatever an address says."""
    if not (code.isascii() and code.isdigit()):
        return None
    found = tx.execute(_counties().where(CountyRow.code == code)).one_or_none()
    return _county(found[0], found[1]) if found else None


def county(tx: Tx, code: str) -> County:
    """The county with this code; a page that asks for another does not exist."""
    found = find_county(tx, code)
    if found is None:
        raise NotYours
    return found


def townships(tx: Tx, *, county_code: str | None = None) -> list[Township]:
    """All townships, towns and subdistricts, or those of one county."""
    chosen = select(TownshipRow).order_by(TownshipRow.code)
    if county_code is not None:
        chosen = chosen.where(TownshipRow.county_code == county_code)
    return [_township(row) for row in tx.scalars(chosen)]


def _township(row: TownshipRow) -> Township:
    return Township(
        code=row.code,
        county_code=row.county_code,
        name=row.name,
        kind=row.kind,
        lat=row.lat,
        lon=row.lon,
    )


def township(tx: Tx, code: str) -> Township:
    """The township with this code; a page that asks for another does not exist."""
    row = tx.get(TownshipRow, code) if code.isascii() and code.isdigit() else None
    if row is None:
        raise NotYours
    return _township(row)


def borders(tx: Tx) -> list[tuple[str, str, float]]:
    """(county, neighbour, km of shared border), each pair once."""
    chosen = select(CountyBorderRow.code_a, CountyBorderRow.code_b, CountyBorderRow.km)
    return [(a, b, km) for a, b, km in tx.execute(chosen.order_by(CountyBorderRow.code_a))]


def neighbours(tx: Tx) -> dict[str, frozenset[str]]:
    """For each county the codes of those that touch it."""
    touching: dict[str, set[str]] = {}
    for a, b, _ in borders(tx):
        touching.setdefault(a, set()).add(b)
        touching.setdefault(b, set()).add(a)
    return {code: frozenset(others) for code, others in touching.items()}


def code_changes(tx: Tx) -> list[CodeChange]:
    return [
        CodeChange(
            year=row.year,
            kind=row.kind,
            old_code=row.old_code,
            old_name=row.old_name,
            new_code=row.new_code,
            new_name=row.new_name,
        )
        for row in tx.scalars(select(CodeChangeRow).order_by(CodeChangeRow.year, CodeChangeRow.id))
    ]


def travel_parameters(tx: Tx) -> TravelParameters:
    """What the province set, else the first estimate."""
    row = tx.scalar(select(TravelParameterRow))
    if row is None:
        return DEFAULT_TRAVEL
    speeds = tuple((float(km), float(speed)) for km, speed in json.loads(row.speed_bands))
    return TravelParameters(road_factor=row.road_factor, speeds=speeds)


def travel_to_museum(tx: Tx) -> dict[str, Travel]:
    """For each county the way from its seat to the provincial museum."""
    parameters = travel_parameters(tx)
    return {
        c.code: rules.travel(c, to=MUSEUM, parameters=parameters, to_museum=True)
        for c in counties(tx)
    }


def travel_from_school(tx: Tx, school: School, *, to: Point) -> Travel:
    """One way from a school, where it is known, else from its county seat, to a venue.

    A venue within two kilometres of the provincial museum's point is taken for that museum, whose
    ways may have been measured.
    """
    return rules.travel(
        county(tx, school.county_code),
        to=to,
        parameters=travel_parameters(tx),
        start=school.point,
        to_museum=rules.great_circle_km(to, MUSEUM) <= 2,
    )
