"""The register as reach needs it: every school with its pupils, without names and addresses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from outreach.kernel.db import Tx
from outreach.province.model import Point
from outreach.province.tables import CountyRow, EnrolmentRow, SchoolRow, TownshipRow


@dataclass(frozen=True, slots=True)
class RegisteredSchool:
    """An active school: its pupils by grade where known, and in all (None: nobody told)."""

    id: int
    county_code: str
    pupils: int | None
    by_grade: Mapping[int, int]
    township_kind: str | None = None
    """Of the township it stands in, where somebody said which."""


def register(
    tx: Tx,
    *,
    county_code: str | None = None,
    city_code: str | None = None,
    county_codes: Collection[str] | None = None,
) -> list[RegisteredSchool]:
    """Active schools of the province, a city or some counties, in the order of their ids.

    Two statements however many schools there are; rows stay plain, as there are tens of thousands.
    """
    inside = _inside(county_code, city_code, county_codes)
    schools = (
        select(SchoolRow.id, SchoolRow.county_code, SchoolRow.pupils_reported, TownshipRow.kind)
        .outerjoin(TownshipRow, TownshipRow.code == SchoolRow.township_code)
        .where(*inside)
    )
    grades = (
        select(EnrolmentRow.school_id, EnrolmentRow.grade, EnrolmentRow.pupils)
        .join(SchoolRow, SchoolRow.id == EnrolmentRow.school_id)
        .where(*inside)
    )
    by_school: dict[int, dict[int, int]] = {}
    for school_id, grade, pupils in tx.execute(grades):
        by_school.setdefault(school_id, {})[grade] = pupils
    return [
        RegisteredSchool(
            id=school_id,
            county_code=county,
            pupils=sum(by_school[school_id].values()) if school_id in by_school else reported,
            by_grade=by_school.get(school_id, {}),
            township_kind=kind,
        )
        for school_id, county, reported, kind in tx.execute(schools.order_by(SchoolRow.id))
    ]


def places(
    tx: Tx, *, county_code: str | None = None, city_code: str | None = None
) -> dict[int, Point]:
    """Where the active schools are whose coordinates somebody entered."""
    rows = tx.execute(
        select(SchoolRow.id, SchoolRow.lat, SchoolRow.lon).where(*_inside(county_code, city_code))
    )
    return {
        school_id: Point(lat=lat, lon=lon)
        for school_id, lat, lon in rows
        if lat is not None and lon is not None
    }


def townships_of_schools(
    tx: Tx, *, county_code: str | None = None, city_code: str | None = None
) -> dict[int, str]:
    """The township of each active school that names one."""
    chosen = select(SchoolRow.id, SchoolRow.township_code).where(
        SchoolRow.township_code.is_not(None), *_inside(county_code, city_code)
    )
    return {school_id: code for school_id, code in tx.execute(chosen) if code is not None}


def _inside(
    county_code: str | None, city_code: str | None, county_codes: Collection[str] | None = None
) -> list[ColumnElement[bool]]:
    inside: list[ColumnElement[bool]] = [SchoolRow.active.is_(True)]
    if county_code is not None:
        inside.append(SchoolRow.county_code == county_code)
    if city_code is not None:
        of_city = select(CountyRow.code).where(CountyRow.city_code == city_code)
        inside.append(SchoolRow.county_code.in_(of_city))
    if county_codes is not None:
        inside.append(SchoolRow.county_code.in_(sorted(county_codes)))
    return inside


def school_names(tx: Tx, *, county_code: str) -> dict[int, str]:
    """The names of a county's active schools by id."""
    chosen = select(SchoolRow.id, SchoolRow.name).where(
        SchoolRow.active, SchoolRow.county_code == county_code
    )
    return dict(tx.execute(chosen).all())
