"""From the ledger's head counts to different pupils, school by school."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from outreach.kernel.span import Days
from outreach.ledger.model import SchoolHeads, cohort_of
from outreach.reach import periods
from outreach.reach.gap import Area
from outreach.reach.measures import People
from outreach.reach.unique import Visit, unique_people


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """An active school as the register knows it; `pupils` is None where nobody told."""

    id: int
    county_code: str
    pupils: int | None
    by_grade: Mapping[int, int]
    area: Area | None = None


def people_by_school(
    heads: Iterable[SchoolHeads], schools: Iterable[SchoolFacts], *, days: Days, today: date
) -> dict[tuple[str, int], People]:
    """Different pupils reached, by county and school; schools without a head count are absent.

    "First time this school year" is of use for each school year whose beginning lies in the
    period. A school has more different pupils in two school years than in one.
    """
    years = periods.school_years_in(days)
    known = {school.id: school for school in schools}
    found = {}
    # School by school, so that no more than one school's visits are held at a time.
    for place, cells in groupby(sorted(heads, key=_place), key=_place):
        at_school = [visit for cell in cells for visit in visits_of(cell, days=days)]
        found[place] = unique_people(
            at_school,
            cohorts=_cohorts(known.get(place[1]), at_school, today=today),
            pupils=_different_pupils(known.get(place[1]), years=years),
        )
    return found


def _place(cell: SchoolHeads) -> tuple[str, int]:
    return cell.county_code, cell.school_id


def visits_of(cell: SchoolHeads, *, days: Days) -> Iterator[Visit]:
    """The head counts of a cell in order of their days."""
    for count in cell.counts:
        year = periods.school_year_of(count.day)
        yield Visit(
            count.pupils,
            cell.cohort,
            count.whole_class if cell.cohort is not None else None,
            count.first_timers if periods.begins_in(year, days) else None,
            year,
        )


def _cohorts(school: SchoolFacts | None, visits: Iterable[Visit], *, today: date) -> dict[int, int]:
    """Pupils by year of entry, for the cohorts that came.

    The register is as of today. A cohort that has left since, or comes next, is taken to be as
    large as the grade nearest to it.
    """
    if school is None or not school.by_grade:
        return {}
    entered = cohort_of(0, today)  # cohort = entered - grade
    return {
        cohort: _in_grade(school.by_grade, entered - cohort)
        for cohort in {visit.cohort for visit in visits if visit.cohort is not None}
    }


def _in_grade(by_grade: Mapping[int, int], grade: int) -> int:
    if grade in by_grade:
        return by_grade[grade]
    return by_grade[min(by_grade, key=lambda known: (abs(grade - known), known))]


def _different_pupils(school: SchoolFacts | None, *, years: int) -> int | None:
    """How many different pupils a school can have in so many school years."""
    if school is None or school.pupils is None:
        return None
    newcomers = max(school.by_grade.values(), default=school.pupils)
    return school.pupils + (years - 1) * newcomers
