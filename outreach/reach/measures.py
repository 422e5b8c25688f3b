"""How many were reached: the plain measures, and unique people from head counts alone.

No framework, no clock, no rounding: numbers in, numbers out. Contacts (人次) count every
attendance; people (人数) count each pupil once and are therefore a range.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    """Pupils of one cell who were at one activity: a number, never names.

    `class_name` is given when a class came complete; `first_timers` when somebody asked who
    was at anything for the first time in this school year.
    """

    heads: int
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
    """Cells by the rule that gave their estimate."""

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the estimate, by the normal approximation, inside the hard bounds."""
        reach = mixing.NORMAL_95 * math.sqrt(self.variance)
        return max(self.low, self.estimate - reach), min(self.high, self.estimate + reach)

    def __add__(self, other: "People") -> "People":
        """Two disjoint sets of cells: bounds, estimates and variances add up."""
        return People(
            low=self.low + other.low,
            high=self.high + other.high,
            estimate=self.estimate + other.estimate,
            variance=self.variance + other.variance,
            by_rule=self.by_rule + other.by_rule,
        )


def combine(parts: Iterable[People]) -> People:
    """The whole from disjoint parts: cells to school, schools to county, counties to province."""
    whole = People()
    for part in parts:
        whole += part
    return whole


def unique_people(visits: Sequence[Visit], *, size: int | None) -> People:
    """Different pupils of one cell (school × cohort) among all heads at these visits.

    `size` is how many pupils the cell has; None where the register does not tell. The rules in
    order: one visit only; first-timers asked each time; classes named each time; first-timers
    asked sometimes; independent mixing; bounds alone.
    """
    present = [visit for visit in visits if visit.heads > 0]
    if not present:
        return People()
    low, high = _bounds(present, size=size)
    rule, estimate, variance = _estimate(present, size=size)
    if rule is Rule.BOUNDS:
        estimate, variance = (low + high) / 2, (high - low) ** 2 / 12
    return People(
        low=low,
        high=high,
        estimate=min(max(estimate, low), high),
        variance=variance if low < high else 0.0,
        by_rule=Counter({rule: 1}),
    )


def _bounds(visits: Sequence[Visit], *, size: int | None) -> tuple[int, int]:
    """What always holds: the largest crowd ≤ people ≤ all heads, and never more than enrolled.

    A named class is the same children each time, and the classes of a cohort are disjoint.
    """
    named, loose = _named(visits), _loose(visits)
    low, high = max(named, *loose, 0), named + sum(loose)
    return (low, high) if size is None else (min(low, size), min(high, size))


def _estimate(visits: Sequence[Visit], *, size: int | None) -> tuple[Rule, float, float]:
    """The best rule these visits allow, with its estimate and variance (0 where it is exact)."""
    if len(visits) == 1:
        return Rule.SINGLE, visits[0].heads, 0.0
    asked = [visit for visit in visits if visit.first_timers is not None]
    firsts = sum(min(visit.first_timers or 0, visit.heads) for visit in asked)
    if len(asked) == len(visits):
        return Rule.FIRST_TIMERS, firsts, 0.0
    if all(visit.class_name for visit in visits):
        return Rule.WHOLE_CLASS, _named(visits), 0.0
    if asked:
        heads = sum(visit.heads for visit in asked)
        rest = sum(visit.heads for visit in visits) - heads
        spread = rest * mixing.wilson_half_width(firsts, heads) / mixing.NORMAL_95
        return Rule.FIRST_TIMERS, firsts + rest * firsts / heads, spread**2
    if size is None:
        return Rule.BOUNDS, 0.0, 0.0
    named = min(_named(visits), size)
    return Rule.MIXING, *mixing.reached(size, _loose(visits), named=named)


def _named(visits: Iterable[Visit]) -> int:
    """Children in named classes: of each class the largest count."""
    largest: dict[str, int] = {}
    for visit in visits:
        if visit.class_name is not None:
            largest[visit.class_name] = max(largest.get(visit.class_name, 0), visit.heads)
    return sum(largest.values())


def _loose(visits: Iterable[Visit]) -> list[int]:
    return [visit.heads for visit in visits if visit.class_name is None]
