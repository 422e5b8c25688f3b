"""One township, one school: the last steps from a figure down to its records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from outreach.accounts.rules import NotYours
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import board_queries as ledger
from outreach.ledger import reach_queries
from outreach.ledger.model import Filter, Kind, SchoolHeads, cohort_of
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import County, Township
from outreach.province.queries import travel_to_museum
from outreach.province.register_queries import townships_of_schools
from outreach.reach import periods, queries
from outreach.reach.crowds import SchoolFacts, people_by_school
from outreach.reach.dials import FAR
from outreach.reach.measures import People, combine, months_since
from outreach.reach.model import SchoolReach, TownshipReach
from outreach.reach.periods import Term


@dataclass(frozen=True, slots=True)
class TownshipPage:
    county: County
    place: TownshipReach


@dataclass(frozen=True, slots=True)
class CohortReach:
    """Pupils of one year of entry; `grade` is theirs today, `enrolled` of that grade."""

    cohort: int | None
    grade: int | None
    enrolled: int | None
    counts: tuple[int, ...]
    people: People


@dataclass(frozen=True, slots=True)
class SchoolPage:
    """A school's figures in the period, its cohorts, and its terms."""

    county: County
    line: SchoolReach
    cohorts: tuple[CohortReach, ...]
    terms: tuple[tuple[Term, int], ...]
    """Pupils counted in each of the last terms, as often as they came."""


def township_page(tx: Tx, code: str, *, days: Days, today: date) -> TownshipPage:
    """Its schools as the county's page has them, so that the parts add up to the whole."""
    township = province.township(tx, code)
    page = queries.county_page(tx, township.county_code, days=days, today=today)
    found = next((one for one in page.townships if one.township.code == code), None)
    return TownshipPage(page.county.county, found or TownshipReach(township, ()))


def schools_of(tx: Tx, township: Township) -> tuple[int, ...]:
    found = townships_of_schools(tx, county_code=township.county_code)
    return tuple(school for school, code in found.items() if code == township.code)


MADE_OF: Mapping[str, Mapping[str, Any]] = {
    "led": {"led_elsewhere": True},
    "shared": {"led_elsewhere": True, "own_programme": False},
    "own": {"led_elsewhere": True, "own_programme": True},
    "joint": {"joint": True},
    "training": {"kind": Kind.TRAINING},
}


def behind(tx: Tx, wanted: Filter, *, figure: str | None) -> Filter:
    """The records of which a dial's figure is made: whose, of which kind, how far away."""
    if figure == "far":
        far = [code for code, way in travel_to_museum(tx).items() if way.band in FAR]
        return replace(wanted, county_codes=tuple(far))
    return replace(wanted, **MADE_OF.get(figure or "", {}))


def school_page(tx: Tx, school_id: int, *, days: Days, today: date, terms: int) -> SchoolPage:
    """A school of the register; one that was closed has no page any more."""
    school = school_queries.school(tx, school_id)
    if not school.active:
        raise NotYours
    county = province.county(tx, school.county_code)
    facts = SchoolFacts(
        school.id, school.county_code, school.pupils, school_queries.enrolment(tx, school_id)
    )
    heads = reach_queries.heads(tx, period=days, school_id=school_id)
    found = people_by_school(heads, [facts], days=days, today=today)
    contact = ledger.contact_of_school(tx, school_id, period=days)
    last = contact.last_day if contact else None
    latest = periods.latest_terms(today, terms)
    counted = ledger.heads_by_day(
        tx, school_id, period=Days(latest[0].days.first, latest[-1].days.until)
    )
    return SchoolPage(
        county=county,
        line=SchoolReach(
            school=school,
            # Pupils counted in another county are theirs as well, who have moved with their school.
            people=combine(found.values()),
            activities=contact.activities if contact else 0,
            last_day=last,
            months=months_since(last, today=min(days.last, today)) if last else None,
            heads=sum(count.pupils for cell in heads for count in cell.counts),
        ),
        cohorts=tuple(_cohorts(heads, facts, days=days, today=today)),
        terms=tuple(
            (term, sum(n for day, n in counted.items() if day in term.days)) for term in latest
        ),
    )


def _cohorts(
    heads: Sequence[SchoolHeads], facts: SchoolFacts, *, days: Days, today: date
) -> Iterator[CohortReach]:
    """Each cohort by itself, the youngest first; those counted across grades last."""
    by_cohort: dict[int | None, list[SchoolHeads]] = {}
    for cell in heads:
        by_cohort.setdefault(cell.cohort, []).append(cell)
    for cohort in sorted(by_cohort, key=lambda cohort: -(cohort or 0)):
        grade = None if cohort is None else cohort_of(0, today) - cohort
        people = people_by_school(by_cohort[cohort], [facts], days=days, today=today)
        yield CohortReach(
            cohort=cohort,
            grade=grade if grade in facts.by_grade else None,
            enrolled=facts.by_grade.get(grade) if grade is not None else facts.pupils,
            counts=tuple(count.pupils for cell in by_cohort[cohort] for count in cell.counts),
            people=combine(people.values()),
        )
