"""How many were reached: the plain measures, and unique people from head counts alone.

No framework, no clock, no rounding: numbers in, numbers out. Contacts (人次) count every
attendance; people (人数) count each pupil once and are therefore a range.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from outreach.reach import mixing


def coverage(reached: float, total: float) -> float | None:
    """Share reached, from 0 to 1; None where there is nobody to reach.

    More than everybody is everybody: a register can lag behind a school that has grown.
    """
    return min(1.0, reached / total) if total > 0 else None


def contacts_per_thousand(contacts: int, children: int) -> float | None:
    """1,000 · contacts / children; may exceed 1,000. None where no child lives."""
    return 1000 * contacts / children if children > 0 else None


def months_since(day: date, *, today: date) -> int:
    """Full calendar months from `day` to `today`, never below zero."""
    months = 12 * (today.year - day.year) + today.month - day.month
    return max(0, months - (today.day < day.day))


def median_wait(last: Iterable[tuple[date | None, int]], *, today: date) -> int | None:
    """Child-weighted median of full months since the last contact, over schools.

    `last` pairs each school's last contact (None: never) with its pupils. The answer is the
    smallest m such that at least half of all pupils are in schools reached within m months;
    None when half of them are in schools never reached, or when there are no pupils.
    """
    waits = sorted(
        (math.inf if day is None else months_since(day, today=today), pupils)
        for day, pupils in last
    )
    half = sum(pupils for _, pupils in waits) / 2
    passed = 0
    for wait, pupils in waits:
        passed += pupils
        if passed >= half > 0:
            return None if wait == math.inf else int(wait)
    return None


def floor(coverages: Mapping[str, float | None]) -> tuple[str, float] | None:
    """The lowest county and its coverage: what an average cannot hide.

    Of several at the floor the first by code is named.
    """
    known = [(share, code) for code, share in coverages.items() if share is not None]
    if not known:
        return None
    share, code = min(known)
    return code, share


def zero_counties(contacts: Mapping[str, int]) -> list[str]:
    """Codes of the counties where nothing happened, in order."""
    return sorted(code for code, count in contacts.items() if count == 0)


class Rule(StrEnum):
    """By which reasoning head counts became people; the value is the anchor on the rules page."""

    SINGLE = "single"  # one visit: as many people as heads
    WHOLE_CLASS = "whole-class"  # a named class: the same children each time
    FIRST_TIMERS = "first-timers"  # somebody asked who is here for the first time this school year
    MIXING = "mixing"  # nothing known: each visit drawn independently from the cell
    BOUNDS = "bounds"  # not even the size of the cell is known


@dataclass(frozen=True, slots=True)
class Visit:
    """Pupils of one school who were at one activity: a number, never names.

    `cohort` is the year in which they entered grade 1, none when the school came across its
    grades. `class_name` is given when a class came complete; `first_timers` when somebody
    asked who was at anything for the first time in this school year.
    """

    heads: int
    cohort: int | None = None
    class_name: str | None = None
    first_timers: int | None = None


@dataclass(frozen=True, slots=True)
class People:
    """Different pupils reached: hard bounds, and an estimate with its variance between them."""

    low: int = 0
    high: int = 0
    estimate: float = 0.0
    variance: float = 0.0
    by_rule: Counter[Rule] = field(default_factory=Counter)
    """Cells (school × cohort, or school) by the rule that gave their estimate."""

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the estimate, by the normal approximation, inside the hard bounds."""
        reach = mixing.NORMAL_95 * math.sqrt(self.variance)
        return max(self.low, self.estimate - reach), min(self.high, self.estimate + reach)


def combine(parts: Iterable[People]) -> People:
    """The whole from disjoint parts: cells to school, schools to county, counties to province.

    Bounds, estimates and variances add up, because a child is in one cell only.
    """
    low = high = 0
    estimate = variance = 0.0
    by_rule: Counter[Rule] = Counter()
    for part in parts:
        low, high = low + part.low, high + part.high
        estimate, variance = estimate + part.estimate, variance + part.variance
        for rule, cells in part.by_rule.items():  # an update() of each would take most of the time
            by_rule[rule] += cells
    return People(low, high, estimate, variance, by_rule)


def unique_people(
    visits: Iterable[Visit], *, cohorts: Mapping[int, int], pupils: int | None
) -> People:
    """Different pupils of one school among all heads at these visits.

    `cohorts` gives pupils by year of entry, `pupils` the whole school, each where the register
    tells. Cohorts are disjoint, so each is a cell of its own; but when a visit was for the whole
    school, the school is one cell, because that crowd overlaps them all.
    """
    present = [visit for visit in visits if visit.heads > 0]
    cells = _by_cohort(present)
    if None in cells:
        return _cell(present, cohorts, pupils)
    whole = combine(_cell(cell, cohorts, pupils) for cell in cells.values())
    if pupils is None or whole.high <= pupils:
        return whole
    # Cohorts of unknown size may claim more than the school has; together they cannot.
    low, estimate = min(whole.low, pupils), min(whole.estimate, float(pupils))
    return replace(whole, low=low, high=pupils, estimate=estimate)


def _cell(visits: Sequence[Visit], cohorts: Mapping[int, int], pupils: int | None) -> People:
    if len(visits) == 1:
        return _single(visits[0], cohorts, pupils)
    low, high = _bounds(visits, cohorts, pupils)
    rule, estimate, variance = _estimate(visits, cohorts, pupils)
    if rule is Rule.BOUNDS:
        estimate, variance = (low + high) / 2, (high - low) ** 2 / 12
    return People(
        low=low,
        high=high,
        estimate=min(max(estimate, low), high),
        variance=variance if low < high else 0.0,
        by_rule=Counter({rule: 1}),
    )


def _single(visit: Visit, cohorts: Mapping[int, int], pupils: int | None) -> People:
    """One visit: as many people as heads, whatever the rule."""
    enrolled = pupils if visit.cohort is None else cohorts.get(visit.cohort, pupils)
    heads = _at_most(visit.heads, enrolled)
    return People(heads, heads, float(heads), 0.0, Counter({Rule.SINGLE: 1}))


def _bounds(
    visits: Sequence[Visit], cohorts: Mapping[int, int], pupils: int | None
) -> tuple[int, int]:
    """What always holds: the largest crowd ≤ people ≤ all heads, and never more than enrolled.

    A named class is the same children each time; classes of a cohort are disjoint, as are
    cohorts.
    """
    crowds = _by_cohort(visits)
    whole = [visit.heads for visit in crowds.pop(None, [])]
    low, high = 0, sum(whole)
    for cohort, crowd in crowds.items():
        enrolled = cohorts.get(cohort, pupils) if cohort is not None else pupils
        named, loose = _named(crowd), _loose(crowd)
        low += _at_most(max(named, *loose, 0), enrolled)
        high += _at_most(named + sum(loose), enrolled)
    return _at_most(max(low, *whole, 0), pupils), _at_most(high, pupils)


def _estimate(
    visits: Sequence[Visit], cohorts: Mapping[int, int], pupils: int | None
) -> tuple[Rule, float, float]:
    """The best rule these visits allow, with its estimate and variance (0 where it is exact).

    In this order: first-timers asked each time; classes named each time; first-timers asked
    sometimes; independent mixing; bounds alone.
    """
    asked = [visit for visit in visits if visit.first_timers is not None]
    firsts = sum(min(visit.first_timers or 0, visit.heads) for visit in asked)
    if len(asked) == len(visits):
        return Rule.FIRST_TIMERS, firsts, 0.0
    if all(visit.class_name and visit.cohort is not None for visit in visits):
        return Rule.WHOLE_CLASS, _named(visits), 0.0
    if asked:
        heads = sum(visit.heads for visit in asked)
        rest = sum(visit.heads for visit in visits) - heads
        spread = rest * mixing.wilson_half_width(firsts, heads) / mixing.NORMAL_95
        return Rule.FIRST_TIMERS, firsts + rest * firsts / heads, spread**2
    blocks = _blocks(visits, cohorts, pupils)
    if blocks is None:
        return Rule.BOUNDS, 0.0, 0.0
    whole = [visit.heads for visit in visits if visit.cohort is None]
    return Rule.MIXING, *mixing.reached(blocks, whole=whole)


def _blocks(
    visits: Sequence[Visit], cohorts: Mapping[int, int], pupils: int | None
) -> list[mixing.Block] | None:
    """The cell as cohorts of known size and the rest of the school; None if a size is missing."""
    crowds = _by_cohort(visits)
    whole = crowds.pop(None, None)
    blocks = []
    for cohort, crowd in crowds.items():
        enrolled = cohorts.get(cohort) if cohort is not None else pupils
        if enrolled is None:
            return None
        named = min(_named(crowd), enrolled)
        blocks.append(mixing.Block(enrolled, named=named, draws=tuple(_loose(crowd))))
    if whole is not None:
        if pupils is None:
            return None
        blocks.append(mixing.Block(max(0, pupils - sum(block.size for block in blocks))))
    return blocks


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


def _loose(crowd: Iterable[Visit]) -> list[int]:
    return [visit.heads for visit in crowd if visit.class_name is None]


def _at_most(count: int, limit: int | None) -> int:
    return count if limit is None else min(count, limit)
