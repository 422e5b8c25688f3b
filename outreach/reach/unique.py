"""Different pupils from head counts alone: four rules, and how they join over school years.

Bounds always hold. A class that came complete is the same children each time. Where somebody
asked who was there for the first time in this school year, those numbers are people. Where nothing
is known, chance decides (`mixing`). One more visit never lowers a bound or an estimate:
every rule adds somebody to what is there already, or nobody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from outreach.reach import mixing
from outreach.reach.measures import People, Rule, combine
from outreach.reach.mixing import Met


@dataclass(frozen=True, slots=True)
class Visit:
    """Pupils of one school who were at one activity: a number, never names.

    `cohort` is the year in which they entered grade 1, none when the school came across its
    grades. `class_name` is given when a class came complete; classes move up with their cohort.
    `first_timers` is given when somebody asked who was at anything for the first time in the
    school year `year`, and that year's beginning is known. Visits are handed over in the order
    in which they took place.
    """

    heads: int
    cohort: int | None = None
    class_name: str | None = None
    first_timers: int | None = None
    year: int = 0

    @property
    def new(self) -> int:
        """Children who were surely not met before in that school year."""
        return min(self.first_timers or 0, self.heads)


def unique_people(
    visits: Iterable[Visit], *, cohorts: Mapping[int, int], pupils: int | None
) -> People:
    """Different pupils of one school among all heads at these visits.

    `cohorts` gives pupils by year of entry, `pupils` the whole school, each where the register
    tells. Cohorts are disjoint, so each is a cell of its own; but when a visit was for the whole
    school, the school is one cell, because that crowd overlaps them all.
    """
    present = [visit for visit in visits if visit.heads > 0]
    crowds = _by_cohort(present)
    across = crowds.pop(None, [])
    cells = [
        cell(crowd, size=cohorts.get(cohort), limit=cohorts.get(cohort, pupils))
        for cohort, crowd in crowds.items()
        if cohort is not None
    ]
    whole = combine(cells)
    if across:
        return _school(present, across, whole, pupils=pupils)
    if pupils is None or whole.high <= pupils:
        return whole
    # Cohorts of unknown size may claim more than the school has; together they cannot.
    low, estimate = min(whole.low, pupils), min(whole.estimate, float(pupils))
    return replace(whole, low=low, high=pupils, estimate=estimate)


def cell(visits: Sequence[Visit], *, size: int | None, limit: int | None) -> People:
    """Different pupils of one cohort: `size` is how many it has, `limit` what it cannot exceed."""
    if len(visits) == 1:
        return _single(visits[0], limit)
    named, loose = _named(visits), [visit for visit in visits if visit.class_name is None]
    low = _at_most(max(named, *(visit.heads for visit in loose), 0), limit)
    high = _at_most(named + sum(visit.heads for visit in loose), limit)
    floor = min(max(low, _most_new(visits)), high)
    if _asked_throughout(visits):
        return _people(low, floor, high, Rule.FIRST_TIMERS, Met(_most_new(visits)))
    if not loose:
        return _people(low, floor, high, Rule.WHOLE_CLASS, Met(named))
    if size is None:
        return _between(low, floor, high)
    met = mixing.Block(size, named=min(named, size), draws=_by_year(loose, size=size)).met
    return _people(low, floor, high, _rule(visits), met)


def _school(
    visits: Sequence[Visit], across: Sequence[Visit], cells: People, *, pupils: int | None
) -> People:
    """The whole school as one cell: its cohorts as they are, then the crowds across its grades."""
    if len(visits) == 1:
        return _single(visits[0], pupils)
    low = _at_most(max(cells.low, *(visit.heads for visit in across)), pupils)
    high = _at_most(cells.high + sum(visit.heads for visit in across), pupils)
    floor = min(max(low, _most_new(visits)), high)
    if _asked_throughout(visits):
        return _people(low, floor, high, Rule.FIRST_TIMERS, Met(_most_new(visits)))
    met = Met(cells.estimate, cells.variance)
    if pupils is None:
        return _between(low, min(max(floor, met.mean), high), high)
    for draw in _by_year(across, size=pupils):
        met = met.and_drawn(draw, of=pupils)
    return _people(low, floor, high, _rule(visits), met)


def cohort_people(
    own: Sequence[Visit], across: Sequence[Visit], *, size: int | None, pupils: int | None
) -> People:
    """Different pupils of one cohort, from its own visits and from those of the whole school.

    Of n heads from a school of `pupils`, at least n − (pupils − size) and at most n are of the
    cohort, and as many as its share of the school may be expected.
    """
    present = [visit for visit in own if visit.heads > 0]
    found = cell(present, size=size, limit=size if size is not None else pupils)
    crowds = [visit.heads for visit in across if visit.heads > 0]
    if not crowds:
        return found if present else People()
    least = max(0, max(crowds) - (pupils - size)) if size is not None and pupils else 0
    low = _at_most(max(found.low, least), size)
    high = _at_most(found.high + sum(crowds), size if size is not None else pupils)
    if size is None or not pupils:
        return _between(low, min(max(low, found.estimate), high), high)
    met = Met(found.estimate, found.variance)
    for heads in crowds:
        met = met.and_drawn(mixing.share_of(heads, part=size, whole=max(pupils, size)), of=size)
    return _people(low, low, high, Rule.MIXING, met)


def _single(visit: Visit, limit: int | None) -> People:
    """One visit: as many people as heads, whatever the rule."""
    heads = _at_most(visit.heads, limit)
    return People(heads, heads, float(heads), 0.0, Counter({Rule.SINGLE: 1}))


def _people(low: int, floor: float, high: int, rule: Rule, met: Met) -> People:
    """An estimate kept between what is certain."""
    return People(
        low=low,
        high=high,
        estimate=float(min(max(met.mean, floor), high)),
        variance=met.variance if low < high else 0.0,
        by_rule=Counter({rule: 1}),
    )


def _between(low: int, floor: float, high: int) -> People:
    """Only the bounds are known: anything from the floor to the top is as likely as the rest."""
    return _people(low, floor, high, Rule.BOUNDS, Met((floor + high) / 2, (high - floor) ** 2 / 12))


def _by_year(visits: Iterable[Visit], *, size: int) -> tuple[Met, ...]:
    """What each school year's visits met, one visit after the other.

    Those who are new in a school year add to those met in it before; heads of which nobody asked
    are a draw. Years are independent of each other: who is new in one may have come in another.
    """
    years: dict[int, Met] = {}
    for visit in visits:
        met = years.get(visit.year, mixing.NOBODY)
        if visit.first_timers is None:
            years[visit.year] = met.and_drawn(visit.heads, of=size)
        else:
            years[visit.year] = met.and_new(visit.new, of=size)
    return tuple(years.values())


def _rule(visits: Sequence[Visit]) -> Rule:
    if all(visit.first_timers is None for visit in visits):
        return Rule.MIXING
    one_year = len({visit.year for visit in visits}) == 1
    return Rule.FIRST_TIMERS if one_year else Rule.ACROSS_YEARS


def _asked_throughout(visits: Sequence[Visit]) -> bool:
    """Whether somebody asked every time, within one school year: then people are counted."""
    return (
        bool(visits)
        and all(visit.first_timers is not None for visit in visits)
        and len({visit.year for visit in visits}) == 1
    )


def _most_new(visits: Iterable[Visit]) -> int:
    """Who were new in a school year are different children: those of the best year are a floor."""
    new: Counter[int] = Counter()
    for visit in visits:
        new[visit.year] += visit.new
    return max(new.values(), default=0)


def _by_cohort(visits: Iterable[Visit]) -> dict[int | None, list[Visit]]:
    crowds: dict[int | None, list[Visit]] = {}
    for visit in visits:
        crowds.setdefault(visit.cohort, []).append(visit)
    return crowds


def _named(crowd: Iterable[Visit]) -> int:
    """Children of one cohort in named classes: of each class the largest count."""
    largest: dict[str, int] = {}
    for visit in crowd:
        if visit.class_name is not None:
            largest[visit.class_name] = max(largest.get(visit.class_name, 0), visit.heads)
    return sum(largest.values())


def _at_most(count: int, limit: int | None) -> int:
    return count if limit is None else min(count, limit)
