"""Reading what the ranking is made of: the register, the ways, and what the ledger knows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from sqlalchemy import select

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import outlook_queries as ledger
from outreach.ledger import reach_queries
from outreach.ledger.model import SchoolHeads, cohort_of
from outreach.outlook import priority
from outreach.outlook.model import Candidate, PutOff, Ranking, Weights
from outreach.outlook.promises import months_after
from outreach.outlook.tables import PutOffRow, WeightsRow
from outreach.province import queries as province
from outreach.province import rules as ways
from outreach.province.model import MUSEUM, County
from outreach.province.register_queries import places, register
from outreach.reach import measures
from outreach.reach.crowds import SchoolFacts, people_by_school

BEGINNING = date(1900, 1, 1)
THREE_YEARS = 36
TOP = 50


class Within(TypedDict):
    """The same as keywords of the reading functions below."""

    city_code: str | None
    county_code: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of the province is read: all of it, one city, or one county."""

    city_code: str | None = None
    county_code: str | None = None

    def as_keywords(self) -> Within:
        return {"city_code": self.city_code, "county_code": self.county_code}


EVERYWHERE = Part()


def part_of(counties: Collection[County]) -> Part:
    """The smallest part that holds these counties."""
    codes = {county.code for county in counties}
    cities = {county.city_code for county in counties}
    if len(codes) == 1:
        return Part(county_code=codes.pop())
    return Part(city_code=cities.pop()) if len(cities) == 1 else EVERYWHERE


def candidates(tx: Tx, part: Part, *, today: date) -> list[Candidate]:
    """Every active school of a part of the province; half a dozen statements whatever its size."""
    counties = province.counties(tx)
    need = priority.needs(counties)
    by_code = {county.code: county for county in counties}
    within = part.as_keywords()
    until = today + timedelta(days=1)
    schools = [
        SchoolFacts(one.id, one.county_code, one.pupils, one.by_grade)
        for one in register(tx, **within)
    ]
    since = months_after(today, -THREE_YEARS)
    heads = ledger.largest_heads(tx, since=since, until=until, **within)
    reached = surely_reached(heads, schools, days=Days(since, until), today=today)
    last = reach_queries.schools_reached(tx, period=Days(since, until), **within)
    where = places(tx, **within)
    parameters = province.travel_parameters(tx)
    found = []
    for school in schools:
        contact = last.get(school.id)
        way = ways.travel(
            by_code[school.county_code],
            to=MUSEUM,
            parameters=parameters,
            start=where.get(school.id),
            to_museum=True,
        )
        found.append(
            Candidate(
                school_id=school.id,
                county_code=school.county_code,
                pupils=school.pupils,
                reached=reached.get(school.id, 0),
                months=measures.months_since(contact.last_day, today=today) if contact else None,
                last_day=contact.last_day if contact else None,
                need=need[school.county_code],
                km=way.km,
                hours=way.hours,
                band=way.band,
            )
        )
    return found


def surely_reached(
    heads: Collection[SchoolHeads], schools: Collection[SchoolFacts], *, days: Days, today: date
) -> dict[int, int]:
    """Pupils still at each school of whom it is sure that they were reached: the lower bound.

    The estimate would not do: telling that nobody came for the first time lowers it, and a visit
    would move its school up. A cohort that has left the school is no longer among its pupils.
    """
    entered = cohort_of(0, today)
    grades = {school.id: school.by_grade for school in schools}
    present = [
        cell
        for cell in heads
        if cell.cohort is None
        or not grades.get(cell.school_id)
        or entered - cell.cohort in grades[cell.school_id]
    ]
    found: dict[int, int] = {}
    people = people_by_school(present, schools, days=days, today=today)
    for (_, school_id), there in people.items():
        found[school_id] = found.get(school_id, 0) + there.low
    return found


def weights(tx: Tx) -> Weights:
    """What the province set last, else the first choice."""
    row = tx.scalar(select(WeightsRow).order_by(WeightsRow.id.desc()).limit(1))
    if row is None:
        return Weights()
    return Weights(need=row.need, gap=row.gap, wait=row.wait, way=row.way)


def put_off(tx: Tx, *, today: date) -> Mapping[int, PutOff]:
    """What is left out of the list today, by school."""
    rows = tx.scalars(
        select(PutOffRow).where(PutOffRow.open_for.is_not(None), PutOffRow.until > today)
    )
    return {row.school_id: _put_off(row) for row in rows}


def put_offs_of(tx: Tx, school_id: int) -> list[tuple[PutOff, bool]]:
    """Everything ever said about a school's turn, the newest first; whether it was taken back."""
    rows = tx.scalars(
        select(PutOffRow).where(PutOffRow.school_id == school_id).order_by(PutOffRow.id.desc())
    )
    return [(_put_off(row), row.undone_at is not None) for row in rows]


def _put_off(row: PutOffRow) -> PutOff:
    return PutOff(
        id=row.id,
        school_id=row.school_id,
        until=row.until,
        reason=row.reason,
        by=row.by,
        at=row.at,
    )


def ranking(
    tx: Tx, counties: Collection[County], *, today: date, without: Collection[int] = ()
) -> Ranking:
    """The schools of these counties in their turn, without those put off."""
    inside, left_out = {county.code for county in counties}, set(without)
    return priority.rank(
        (
            one
            for one in candidates(tx, part_of(counties), today=today)
            if one.county_code in inside and one.school_id not in left_out
        ),
        weights=weights(tx),
        top=TOP,
    )
