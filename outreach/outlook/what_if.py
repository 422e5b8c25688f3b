"""What a change would do, before anything is booked: facts of the board in, other facts out.

No framework, no clock, no estimate of its own: the changed facts go through the same `build` as
the board's, so that the figures are those that the board will show once exactly these activities
stand in the ledger.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from outreach.ledger.model import (
    Audience,
    Cell,
    Entry,
    HeadCount,
    Kind,
    LastContact,
    SchoolHeads,
    Totals,
    cohort_of,
)
from outreach.outlook.model import Candidate
from outreach.province.model import Point
from outreach.province.rules import great_circle_km
from outreach.reach.board import Facts
from outreach.reach.crowds import SchoolFacts

STOPS = 400
"""Schools that are tried as the first of a van day: those with most pupils nobody met."""
Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Stop:
    """A school that somebody would go to, or that would come, with so many pupils."""

    school: SchoolFacts
    pupils: int
    kind: Kind = Kind.VAN
    day_number: int = 1
    """Which of the additional van days it belongs to; visits to the museum have their own."""


def van_days(
    candidates: Iterable[Candidate],
    schools: Mapping[int, SchoolFacts],
    where: Mapping[int, Point],
    *,
    days: int,
    places: int,
    schools_a_day: int,
    within_km: float,
) -> list[Stop]:
    """So many days on the road, each to where most pupils wait whom nobody surely met.

    Greedy: the day that adds most first, then the one that adds most to it. A day has one first
    stop and up to `schools_a_day` schools of the same county no farther than `within_km` from it,
    and meets `places` pupils at most. Schools without a number of pupils cannot be counted on.
    """
    waiting = {one.school_id: one for one in candidates if one.unreached > 0}
    order = sorted(waiting, key=lambda school: (-waiting[school].unreached, school))
    near = {
        first: [first, *_near(first, waiting, where, schools_a_day - 1, within_km)]
        for first in (order[:STOPS] if schools_a_day > 1 else order[: max(days, 1)])
    }
    found: list[Stop] = []
    for number in range(1, days + 1):
        trips = {
            first: [school for school in others if school in waiting]
            for first, others in near.items()
            if first in waiting
        }
        if not trips:
            break
        best = max(trips, key=lambda first: _gain(trips[first], waiting, places))
        left = places
        for school_id in trips[best]:
            pupils = min(left, waiting.pop(school_id).pupils or 0)
            if pupils:
                found.append(Stop(schools[school_id], pupils, day_number=number))
            left -= pupils
    return found


def _gain(trip: Sequence[int], waiting: Mapping[int, Candidate], places: int) -> int:
    return min(places, sum(waiting[school].unreached for school in trip))


def _near(
    first: int,
    waiting: Mapping[int, Candidate],
    where: Mapping[int, Point],
    count: int,
    within_km: float,
) -> list[int]:
    """Schools of the same county around the first stop, the nearest first."""
    if count <= 0 or first not in where:
        return []
    county = waiting[first].county_code
    around = sorted(
        (km, other)
        for other, one in waiting.items()
        if other != first
        and one.county_code == county
        and other in where
        and (km := great_circle_km(where[first], where[other])) <= within_km
    )
    return [other for _, other in around[:count]]


def entries(stops: Iterable[Stop], *, day: date, title: str, place: str, lead: str) -> list[Entry]:
    """The stops as the ledger would tell of them; pupils only, adults are not guessed."""
    return [
        Entry(
            kind=stop.kind,
            title=title,
            day=day,
            county_code=stop.school.county_code,
            place=place,
            lead=lead,
            audience=Audience.SCHOOL,
            school_id=stop.school.id,
            onsite=stop.pupils,
            onsite_pupils=stop.pupils,
            cells=cells(stop.school, stop.pupils),
        )
        for stop in stops
    ]


def cells(school: SchoolFacts, pupils: int) -> tuple[Cell, ...]:
    """So many pupils over a school's grades, in proportion; the largest remainders are filled up.

    More than are enrolled cannot be told apart by grade and are one cell, as is a school whose
    grades nobody told.
    """
    enrolled = sum(school.by_grade.values())
    if not 0 < pupils <= enrolled:
        return (Cell(school.id, pupils),) if pupils > 0 else ()
    parts = {
        grade: divmod(size * pupils, enrolled) for grade, size in sorted(school.by_grade.items())
    }
    left = pupils - sum(whole for whole, _ in parts.values())
    fuller = sorted(parts, key=lambda grade: (-parts[grade][1], grade))[:left]
    return tuple(
        Cell(school.id, count, grade)
        for grade, (whole, _) in parts.items()
        if (count := whole + (grade in fuller)) > 0
    )


def with_more(facts: Facts, more: Iterable[Entry]) -> Facts:
    """The facts as they would be with these entries recorded; all of them within the period."""
    totals, last_days = dict(facts.totals), dict(facts.last_days)
    contacts = dict(facts.contacts)
    heads = _by_cell(facts.heads)
    for entry in more:
        code, school_id = entry.county_code, entry.school_id
        if school_id is None:
            raise ValueError("only visits to schools are tried out")
        totals[code] = _sum(
            totals.get(code, Totals()), Totals(1, entry.onsite or 0, entry.onsite_pupils or 0)
        )
        last_days[code] = max(last_days.get(code, entry.day), entry.day)
        before = contacts.get(school_id, LastContact(school_id, entry.day, 0))
        contacts[school_id] = LastContact(
            school_id, max(before.last_day, entry.day), before.activities + 1
        )
        for cell in entry.cells:
            cohort = 0 if cell.grade is None else cohort_of(cell.grade, entry.day)
            heads[code, cell.school_id, cohort].append(
                HeadCount(cell.pupils, cell.first_timers, cell.whole_class, entry.day)
            )
    return replace(
        facts, totals=totals, last_days=last_days, contacts=contacts, heads=_cells(heads)
    )


def _sum(one: Totals, other: Totals) -> Totals:
    return Totals(
        activities=one.activities + other.activities,
        onsite=one.onsite + other.onsite,
        onsite_pupils=one.onsite_pupils + other.onsite_pupils,
        online=one.online + other.online,
    )


def _by_cell(heads: Iterable[SchoolHeads]) -> defaultdict[Key, list[HeadCount]]:
    found: defaultdict[Key, list[HeadCount]] = defaultdict(list)
    for cell in heads:
        found[cell.county_code, cell.school_id, cell.cohort or 0].extend(cell.counts)
    return found


def _cells(heads: Mapping[Key, Sequence[HeadCount]]) -> list[SchoolHeads]:
    return [
        SchoolHeads(county, school, cohort or None, tuple(sorted(counts, key=lambda one: one.day)))
        for (county, school, cohort), counts in sorted(heads.items())
        if counts
    ]
