"""Two periods beside each other: what changed, and what may only be noise.

Numbers in, a verdict out. Schools, activities and contacts are counted one by one, so any
difference is one. People are estimated: where the two 95 % intervals overlap, the difference may
come from not knowing who came twice (overlap is the cautious test; Schenker & Gentleman 2001).
"""

from dataclasses import dataclass
from enum import StrEnum

from outreach.reach.measures import coverage
from outreach.reach.model import Board, Reach


class Verdict(StrEnum):
    MORE = "more"
    LESS = "less"
    SAME = "same"
    NOISE = "noise"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after; shares as fractions, None where there is nobody to reach."""

    before: float | None
    after: float | None
    verdict: Verdict

    @property
    def difference(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Compared:
    """A place in two periods."""

    code: str | None
    before: Reach
    after: Reach
    people: Change
    schools: Change
    per_thousand: Change
    activities: Change


def counted(before: float | None, after: float | None) -> Change:
    """Of figures counted one by one."""
    if before is None or after is None:
        return Change(before, after, Verdict.UNKNOWN)
    if before == after:
        return Change(before, after, Verdict.SAME)
    return Change(before, after, Verdict.MORE if after > before else Verdict.LESS)


def estimated(before: Reach, after: Reach) -> Change:
    """Of the share of children reached, with the intervals of both."""
    then, now = before.share, after.share
    exact = counted(then, now)
    if exact.verdict in (Verdict.UNKNOWN, Verdict.SAME):
        return exact
    low_then, high_then = _interval(before)
    low_now, high_now = _interval(after)
    if low_now <= high_then and low_then <= high_now:
        return Change(then, now, Verdict.NOISE)
    return exact


def _interval(reach: Reach) -> tuple[float, float]:
    low, high = reach.people.interval
    return coverage(low, reach.children) or 0.0, coverage(high, reach.children) or 0.0


def compare(before: Reach, after: Reach, *, code: str | None = None) -> Compared:
    return Compared(
        code=code,
        before=before,
        after=after,
        people=estimated(before, after),
        schools=counted(before.school_share, after.school_share),
        per_thousand=counted(before.per_thousand, after.per_thousand),
        activities=counted(before.totals.activities, after.totals.activities),
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two boards of the same places."""

    whole: Compared
    cities: tuple[Compared, ...]
    counties: tuple[Compared, ...]
    emptied: tuple[str, ...]
    """Counties that had something before and nothing after, by code."""
    begun: tuple[str, ...]


def boards(before: Board, after: Board) -> Comparison:
    """Place by place; the counties that lost most stand first."""
    pairs = {one.county.code: one.reach for one in before.counties}
    counties = [compare(pairs[o.county.code], o.reach, code=o.county.code) for o in after.counties]
    cities = {city.code: city.reach for city in before.cities}
    return Comparison(
        whole=compare(before.whole, after.whole),
        cities=tuple(compare(cities[c.code], c.reach, code=c.code) for c in after.cities),
        counties=tuple(sorted(counties, key=lambda c: (c.people.difference or 0, c.code or ""))),
        emptied=tuple(c.code for c in counties if c.code and _has(c.before) and not _has(c.after)),
        begun=tuple(c.code for c in counties if c.code and _has(c.after) and not _has(c.before)),
    )


def _has(reach: Reach) -> bool:
    return reach.totals.onsite > 0
