"""Pupils who entered school in the same year: how many there are, and whom anything reached.

A cohort keeps its year of entry as it moves up each September. So it can be said of a cohort how
many of it were reached at least once before leaving primary school, without a single name.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.kernel.span import Days
from outreach.ledger.model import SchoolHeads, cohort_of
from outreach.province.model import County
from outreach.reach import measures, periods
from outreach.reach.crowds import SchoolFacts, visits_of
from outreach.reach.measures import People
from outreach.reach.unique import Visit, cohort_people

PRIMARY_YEARS = 6
COMPULSORY_GRADES = range(1, 10)
CENSUS_YEAR = 2020
AFTER_SEPTEMBER = 1 / 6
"""The census was taken on 1 November, school years begin on 1 September: two months."""


@dataclass(frozen=True, slots=True)
class CohortReach:
    """One cohort of a county: its size, and how many had anything in grades 1 to 6."""

    entered: int
    grade: int
    """On the day asked about; above 6 it has left primary school."""
    children: int
    from_register: bool
    people: People

    @property
    def has_left(self) -> bool:
        return self.grade > PRIMARY_YEARS

    @property
    def share_low(self) -> float | None:
        return measures.coverage(self.people.low, self.children)

    @property
    def share(self) -> float | None:
        return measures.coverage(self.people.estimate, self.children)

    @property
    def share_high(self) -> float | None:
        return measures.coverage(self.people.high, self.children)

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """95 % interval of the share."""
        bottom, top = self.people.interval
        return measures.coverage(bottom, self.children), measures.coverage(top, self.children)


def census_cohort(county: County, entered: int) -> float:
    """Children who entered grade 1 in a year, by the census of 1 November 2020 moved forward.

    Who enters in September Y is then 6 and not yet 7, and was 2026 − Y + 1/6 to one year more on
    the day of the census; within an age band all ages are taken to be as many. For those born
    later the youngest age stands, for those older than 19 the oldest band. Nobody is taken to have
    moved in or out.
    """
    youngest = CENSUS_YEAR + 6 - entered + AFTER_SEPTEMBER
    bands = (
        (-math.inf, 1, county.age0),
        (1, 5, county.age1_4 / 4),
        (5, 10, county.age5_9 / 5),
        (10, 15, county.age10_14 / 5),
        (15, math.inf, county.age15_19 / 5),
    )
    return math.fsum(
        max(0.0, min(youngest + 1, until) - max(youngest, since)) * each
        for since, until, each in bands
    )


def school_age(county: County, day: date) -> int:
    """Children of grades 1 to 9 on a day, by the census moved forward, to a whole child."""
    return round(
        math.fsum(census_cohort(county, cohort_of(grade, day)) for grade in COMPULSORY_GRADES)
    )


def primary_days(entered: int) -> Days:
    """The six school years of a cohort's primary school."""
    return Days(
        periods.school_year(entered).first, periods.school_year(entered + PRIMARY_YEARS).first
    )


def asked_about(today: date) -> list[int]:
    """The cohort that left primary school last, then those in grades 6 to 1."""
    newest = cohort_of(1, today)
    return list(range(newest - PRIMARY_YEARS, newest + 1))


def before_leaving(
    county: County,
    schools: Sequence[SchoolFacts],
    heads: Iterable[SchoolHeads],
    *,
    from_register: bool,
    today: date,
) -> list[CohortReach]:
    """For each cohort of `asked_about` how many of it were reached in grades 1 to 6 so far.

    `heads` reach back to the oldest cohort's first day. Schools of the register are read as of
    today; a cohort that has left is taken to be as large as the school's grade 6 is now. With
    `from_register` their sizes add up to the county's, else the census moved forward tells.
    """
    by_school: dict[int, list[SchoolHeads]] = {}
    for cell in heads:
        by_school.setdefault(cell.school_id, []).append(cell)
    known = {school.id: school for school in schools}
    return [
        _cohort(county, entered, known, by_school, from_register=from_register, today=today)
        for entered in asked_about(today)
    ]


def together(parts: Iterable[CohortReach]) -> list[CohortReach]:
    """A city's or the province's cohorts from those of its counties."""
    by_year: dict[int, list[CohortReach]] = {}
    for part in parts:
        by_year.setdefault(part.entered, []).append(part)
    return [
        CohortReach(
            entered,
            grade=found[0].grade,
            children=sum(part.children for part in found),
            from_register=all(part.from_register for part in found),
            people=measures.combine(part.people for part in found),
        )
        for entered, found in sorted(by_year.items())
    ]


def _cohort(
    county: County,
    entered: int,
    schools: Mapping[int, SchoolFacts],
    heads: Mapping[int, Sequence[SchoolHeads]],
    *,
    from_register: bool,
    today: date,
) -> CohortReach:
    grade = cohort_of(0, today) - entered
    sizes = {school.id: _size(school, grade) for school in schools.values()}
    days = primary_days(entered)
    parts = []
    for school_id, cells in heads.items():
        own = _within((c for c in cells if c.cohort == entered), days)
        school = schools.get(school_id)
        has_primary = school is not None and _has_primary(school)
        across = _within((c for c in cells if c.cohort is None), days) if has_primary else []
        if own or across:
            parts.append(
                cohort_people(
                    own,
                    across,
                    size=sizes.get(school_id),
                    pupils=None if school is None else school.pupils,
                )
            )
    children = (
        sum(size for size in sizes.values() if size is not None)
        if from_register
        else round(census_cohort(county, entered))
    )
    return CohortReach(entered, grade, children, from_register, measures.combine(parts))


def _within(cells: Iterable[SchoolHeads], days: Days) -> list[Visit]:
    return [
        visit
        for cell in cells
        for count, visit in zip(cell.counts, visits_of(cell, days=days), strict=True)
        if count.day in days
    ]


def _has_primary(school: SchoolFacts) -> bool:
    return not school.by_grade or any(1 <= grade <= PRIMARY_YEARS for grade in school.by_grade)


def _size(school: SchoolFacts, grade: int) -> int | None:
    """Of a cohort at a primary school; None where grades are unknown or none of them is primary."""
    primary = [at for at in school.by_grade if 1 <= at <= PRIMARY_YEARS]
    if not primary:
        return None
    return school.by_grade[min(primary, key=lambda at: (abs(at - grade), at))]
