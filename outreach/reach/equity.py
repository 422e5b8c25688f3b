"""How evenly reach is spread: Lorenz curve, Gini, Theil between and within cities, concentration.

`amounts` is what a county got (contacts), `people` who lives there (children). Without
`people` every county counts the same, which is what the inequality libraries compute. All
measures are None where nothing was given to anybody: then there is nothing to spread.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Theil:
    """Theil's T and its exact split: `total` = `between` + `within`."""

    between: float
    within: float

    @property
    def total(self) -> float:
        return self.between + self.within


def lorenz(
    amounts: Sequence[float], *, people: Sequence[float] | None = None
) -> list[tuple[float, float]] | None:
    """Points of the Lorenz curve from (0, 0) to (1, 1), worst-served people first.

    x is the cumulated share of people, y the cumulated share of what they got (Lorenz 1905).
    """
    pairs = sorted(
        (
            (got, size)
            for got, size in zip(amounts, _sizes(amounts, people), strict=True)
            if size > 0  # a county without people has no place on the curve
        ),
        key=lambda pair: pair[0] / pair[1],
    )
    total = math.fsum(got for got, _ in pairs)
    everybody = math.fsum(size for _, size in pairs)
    if total <= 0:
        return None
    points, x, y = [(0.0, 0.0)], 0.0, 0.0
    for got, size in pairs:
        x, y = x + size, y + got
        points.append((x / everybody, y / total))
    return points


def gini(amounts: Sequence[float], *, people: Sequence[float] | None = None) -> float | None:
    """1 − Σ (xᵢ − xᵢ₋₁)(yᵢ + yᵢ₋₁) along the Lorenz curve: 0 equal, towards 1 all to one county.

    Weighted by children when `people` is given: an unweighted Gini treats a county of 14,000
    children and one of 205,000 alike.
    """
    curve = lorenz(amounts, people=people)
    if curve is None:
        return None
    steps = pairwise(curve)
    return 1 - math.fsum((x1 - x0) * (y1 + y0) for (x0, y0), (x1, y1) in steps)


def theil(
    amounts: Sequence[float],
    *,
    groups: Sequence[Hashable],
    people: Sequence[float] | None = None,
) -> Theil | None:
    """T = Σ sᵢ ln(sᵢ/pᵢ), s the share of the amount, p of the people (Theil 1967).

    Between: the same over groups. Within: Σ s_g · T inside g. Their sum is T exactly.
    """
    sizes = _sizes(amounts, people)
    if math.fsum(amounts) <= 0 or math.fsum(sizes) <= 0:
        return None
    cities = sorted(set(groups), key=str)
    members = {
        city: [
            (got, size)
            for got, size, group in zip(amounts, sizes, groups, strict=True)
            if group == city
        ]
        for city in cities
    }
    sums = {
        city: (math.fsum(got for got, _ in pairs), math.fsum(size for _, size in pairs))
        for city, pairs in members.items()
    }
    whole = math.fsum(amounts)
    return Theil(
        between=_divergence(list(sums.values())),
        within=math.fsum(
            sums[city][0] / whole * _divergence(members[city])
            for city in cities
            if sums[city][0] > 0
        ),
    )


def concentration(
    amounts: Sequence[float], *, people: Sequence[float], wealth: Sequence[float]
) -> float | None:
    """Concentration index 2/μ · Σ pᵢ hᵢ Rᵢ − 1 (Kakwani, Wagstaff & van Doorslaer 1997).

    h = amount per person, p the share of people, R their mid-rank when counties are ordered by
    `wealth` (here mean years of schooling), poorest first. Above 0 the better-off get more;
    below 0 outreach works against the gap. Counties equal in wealth share one rank.
    """
    total, everybody = math.fsum(amounts), math.fsum(people)
    if total <= 0 or everybody <= 0:
        return None
    rows = sorted(zip(wealth, people, amounts, strict=True))
    index, passed, start = 0.0, 0.0, 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end][0] == rows[start][0]:
            end += 1
        size = math.fsum(count for _, count, _ in rows[start:end])
        rank = (passed + size / 2) / everybody
        index += math.fsum(got for _, _, got in rows[start:end]) / total * rank
        passed, start = passed + size, end
    return 2 * index - 1


def _sizes(amounts: Sequence[float], people: Sequence[float] | None) -> Sequence[float]:
    return [1.0] * len(amounts) if people is None else people


def _divergence(pairs: Sequence[tuple[float, float]]) -> float:
    """Σ s ln(s/p) over (amount, people); a share of nothing adds nothing, as s ln s → 0."""
    total = math.fsum(got for got, _ in pairs)
    everybody = math.fsum(size for _, size in pairs)
    return math.fsum(
        got / total * math.log((got / total) / (size / everybody))
        for got, size in pairs
        if got > 0 and size > 0
    )
