"""How a place went from term to term."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import board_queries as ledger
from outreach.ledger import reach_queries
from outreach.ledger.model import Filter, SchoolHeads
from outreach.reach import measures, queries
from outreach.reach.board import Facts, build
from outreach.reach.crowds import people_by_school
from outreach.reach.measures import People
from outreach.reach.model import Reach
from outreach.reach.periods import Term


@dataclass(frozen=True, slots=True)
class TermReach:
    """One term of a place. The denominators are today's, the same for every term."""

    term: Term
    people: People
    schools_reached: int
    onsite: int
    activities: int
    children: int
    schools: int

    @property
    def share(self) -> float | None:
        return measures.coverage(self.people.estimate, self.children)

    @property
    def span(self) -> tuple[float, float] | None:
        low = measures.coverage(self.people.low, self.children)
        high = measures.coverage(self.people.high, self.children)
        return None if low is None or high is None else (low, high)

    @property
    def school_share(self) -> float | None:
        return measures.coverage(self.schools_reached, self.schools)


def trend(
    tx: Tx,
    terms: Sequence[Term],
    facts: Facts,
    whole: Reach,
    *,
    today: date,
    city_code: str | None = None,
    county_code: str | None = None,
) -> list[TermReach]:
    """`facts` and `whole` are of the same place in any period. Three statements."""
    periods = [term.days for term in terms]
    where = {"city_code": city_code, "county_code": county_code}
    wanted = Filter(
        period=Days(periods[0].first, periods[-1].until),
        city_code=city_code,
        county_code=county_code,
    )
    onsite, activities = defaultdict[Term, int](int), defaultdict[Term, int](int)
    for group in ledger.by_county_and_month(tx, wanted):
        _county, year, month = group.key
        term = next(term for term in terms if date(year, month, 1) in term.days)
        onsite[term] += group.onsite or 0
        activities[term] += group.activities
    schools = defaultdict[int, int](int)
    for (at, _code), count in ledger.schools_by_period(tx, periods, **where).items():
        schools[at] += count
    heads = reach_queries.heads(
        tx, period=wanted.period, city_code=city_code, county_code=county_code
    )
    return [
        TermReach(
            term=term,
            people=measures.combine(
                people_by_school(
                    _during(heads, term.days), facts.schools, days=term.days, today=today
                ).values()
            ),
            schools_reached=schools[at],
            onsite=onsite[term],
            activities=activities[term],
            children=whole.children,
            schools=whole.schools,
        )
        for at, term in enumerate(terms)
    ]


def _during(heads: Sequence[SchoolHeads], days: Days) -> Iterator[SchoolHeads]:
    """The same cells with the counts of some days."""
    for cell in heads:
        counts = tuple(count for count in cell.counts if count.day in days)
        if counts:
            yield replace(cell, counts=counts)


def trend_of(
    tx: Tx,
    terms: Sequence[Term],
    *,
    today: date,
    city_code: str | None = None,
    county_code: str | None = None,
) -> list[TermReach]:
    """The same, for pages that have not read the place yet."""
    days = terms[-1].days
    facts = queries.facts(tx, days=days, city_code=city_code, county_code=county_code)
    whole = build(facts, days=days, today=today).whole
    return trend(tx, terms, facts, whole, today=today, city_code=city_code, county_code=county_code)
