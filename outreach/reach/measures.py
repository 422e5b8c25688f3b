"""How many were reached: the plain measures, and what a number of different people looks like.

No framework, no clock, no rounding: numbers in, numbers out. Contacts (人次) count every
attendance; people (人数) count each pupil once and are therefore a range (see `unique`).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
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
    ACROSS_YEARS = "across-years"  # each school year by who was new in it, the years by mixing
    MIXING = "mixing"  # nothing known: each visit drawn independently from the cell
    BOUNDS = "bounds"  # not even the size of the cell is known


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
