"""The board: facts about counties, schools and what happened become figures. No framework.

`build` is the one place where figures come about. The page, the county pages and the command
that prints JSON all read the same `Board`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.kernel.span import Days
from outreach.ledger.model import LastContact, SchoolHeads, Totals
from outreach.province.model import County
from outreach.reach import equity, measures
from outreach.reach.cohorts import school_age
from outreach.reach.crowds import SchoolFacts, people_by_school
from outreach.reach.measures import People
from outreach.reach.model import Board, CityReach, CountyReach, Denominator, Equity, Reach

WELL_REGISTERED = 0.9
"""From this share of schools with known pupils on, the register replaces the census."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the board is worked out from, for the counties in question."""

    counties: Sequence[County]
    schools: Sequence[SchoolFacts]
    totals: Mapping[str, Totals]
    last_days: Mapping[str, date]
    heads: Sequence[SchoolHeads]
    contacts: Mapping[int, LastContact]
    """By school: its last day up to the end of the period, and how often it had anything in it."""

    def is_reached(self, school: SchoolFacts) -> bool:
        """Whether a school had anything in the period itself."""
        return school.id in self.contacts and self.contacts[school.id].activities > 0


def build(facts: Facts, *, days: Days, today: date) -> Board:
    """All figures of a period; `today` bounds waiting when the period ends later."""
    until = min(days.last, today)
    schools: dict[str, list[SchoolFacts]] = {county.code: [] for county in facts.counties}
    for school in facts.schools:
        schools.setdefault(school.county_code, []).append(school)
    reached_in: dict[str, list[People]] = {}
    people = people_by_school(facts.heads, facts.schools, days=days, today=today)
    for (county_code, _), found in people.items():
        reached_in.setdefault(county_code, []).append(found)
    counties = tuple(
        CountyReach(
            county,
            _reach(
                county,
                schools[county.code],
                facts,
                people=measures.combine(reached_in.get(county.code, [])),
                until=until,
            ),
        )
        for county in facts.counties
    )
    return Board(
        days=days,
        until=until,
        counties=counties,
        cities=tuple(_cities(counties, schools, facts, until=until)),
        whole=_together(counties, facts.schools, facts, until=until),
        equity=_equity(counties),
    )


def _reach(
    county: County,
    schools: Sequence[SchoolFacts],
    facts: Facts,
    *,
    people: People,
    until: date,
) -> Reach:
    children, denominator = children_of(county, schools, day=until)
    last_day = facts.last_days.get(county.code)
    return Reach(
        children=children,
        denominator=denominator,
        schools=len(schools),
        schools_reached=sum(map(facts.is_reached, schools)),
        people=people,
        totals=facts.totals.get(county.code, Totals()),
        last_day=last_day,
        months=measures.months_since(last_day, today=until) if last_day else None,
        median_wait=_median_wait(schools, facts.contacts, until=until),
    )


def children_of(
    county: County, schools: Sequence[SchoolFacts], *, day: date
) -> tuple[int, Denominator]:
    """Enrolment where nearly all schools tell it, else the census cohorts of that day's grades."""
    told = [school.pupils for school in schools if school.pupils is not None]
    if sum(told) > 0 and len(told) >= WELL_REGISTERED * len(schools):
        return sum(told), Denominator.REGISTER
    return school_age(county, day), Denominator.COHORTS


def _median_wait(
    schools: Sequence[SchoolFacts], contacts: Mapping[int, LastContact], *, until: date
) -> int | None:
    """Weighted by pupils; a school that did not tell counts as one of average size."""
    told = [school.pupils for school in schools if school.pupils is not None]
    usual = max(1, round(sum(told) / len(told))) if told else 1
    return measures.median_wait(
        (
            (
                contacts[school.id].last_day if school.id in contacts else None,
                usual if school.pupils is None else school.pupils,
            )
            for school in schools
        ),
        today=until,
    )


def _together(
    parts: Sequence[CountyReach], schools: Sequence[SchoolFacts], facts: Facts, *, until: date
) -> Reach:
    """A city or the province: disjoint counties add up."""
    reaches = [part.reach for part in parts]
    sources = {reach.denominator for reach in reaches}
    last_day = max((reach.last_day for reach in reaches if reach.last_day), default=None)
    return Reach(
        children=sum(reach.children for reach in reaches),
        denominator=sources.pop() if len(sources) == 1 else Denominator.MIXED,
        schools=sum(reach.schools for reach in reaches),
        schools_reached=sum(reach.schools_reached for reach in reaches),
        people=measures.combine(reach.people for reach in reaches),
        totals=Totals(
            activities=sum(reach.totals.activities for reach in reaches),
            onsite=sum(reach.totals.onsite for reach in reaches),
            onsite_pupils=sum(reach.totals.onsite_pupils for reach in reaches),
            online=sum(reach.totals.online for reach in reaches),
        ),
        last_day=last_day,
        months=measures.months_since(last_day, today=until) if last_day else None,
        median_wait=_median_wait(schools, facts.contacts, until=until),
    )


def _cities(
    counties: Sequence[CountyReach],
    schools: Mapping[str, Sequence[SchoolFacts]],
    facts: Facts,
    *,
    until: date,
) -> Iterator[CityReach]:
    for code in dict.fromkeys(one.county.city_code for one in counties):
        parts = [one for one in counties if one.county.city_code == code]
        inside = [school for part in parts for school in schools[part.county.code]]
        county = parts[0].county
        yield CityReach(
            code,
            county.city_name,
            county.city_name_en,
            _together(parts, inside, facts, until=until),
        )


def _equity(counties: Sequence[CountyReach]) -> Equity:
    contacts = [one.reach.totals.onsite for one in counties]
    children = [one.reach.children for one in counties]
    return Equity(
        gini=equity.gini(contacts, people=children),
        gini_unweighted=equity.gini(contacts),
        theil=equity.theil(
            contacts, groups=[one.county.city_code for one in counties], people=children
        ),
        concentration=equity.concentration(
            contacts,
            people=children,
            wealth=[one.county.years_of_schooling for one in counties],
        ),
        floor=measures.floor({one.county.code: one.reach.share for one in counties}),
        zero=tuple(
            measures.zero_counties({one.county.code: one.reach.totals.onsite for one in counties})
        ),
        lorenz=equity.lorenz(contacts, people=children) or (),
    )
