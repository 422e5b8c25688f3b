"""Whether neighbouring counties are alike, and where the cold spots are that a tour could visit.

`values` is what a county has (coverage, say) and `neighbours` names for each county those that
touch it, in both directions. A measure is None, and a map of spots empty, where nothing can be
compared: no neighbours, or the same value everywhere.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

Values = Mapping[str, float]
Neighbours = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Moran:
    """Moran's I beside what chance alone would give, and how far from it in standard errors."""

    index: float
    expected: float
    z: float
    p: float
    """Two-sided, by the normal approximation."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A county with its neighbours: z below 0 is cold, above 0 warm."""

    code: str
    z: float
    p: float
    adjusted: float
    """The share of false alarms among all spots at least as marked as this one, at most."""


def moran(values: Values, neighbours: Neighbours, *, standardised: bool = True) -> Moran | None:
    """I = (n / S₀) · Σᵢⱼ wᵢⱼ zᵢ zⱼ / Σᵢ zᵢ², z = x − x̄ (Moran 1950).

    Near 1 when neighbours are alike, near −1/(n − 1) when they are as any two counties are. wᵢⱼ
    is 1 for neighbours; when `standardised` each county's weights are divided so that they add up
    to 1. Variance under normality (Cliff & Ord 1981):
    (n² S₁ − n S₂ + 3 S₀²) / ((n² − 1) S₀²) − 1/(n − 1)², where S₁ = ½ Σ (wᵢⱼ + wⱼᵢ)² and
    S₂ = Σᵢ (Σⱼ wᵢⱼ + Σⱼ wⱼᵢ)².
    """
    weights = _weights(values, neighbours, standardised=standardised)
    n, spread = len(values), _deviations(values)
    squares = math.fsum(z**2 for z in spread.values())
    s0 = math.fsum(weights.values())
    if n < 3 or s0 == 0 or squares == 0:
        return None
    crossed = math.fsum(w * spread[i] * spread[j] for (i, j), w in weights.items())
    index, expected = n / s0 * crossed / squares, -1 / (n - 1)
    s1 = math.fsum((w + weights.get((j, i), 0.0)) ** 2 for (i, j), w in weights.items())
    # A pair that is written in one direction only is met once above, and counts from both ends.
    s1 += math.fsum(w**2 for (i, j), w in weights.items() if (j, i) not in weights)
    margins = dict.fromkeys(values, 0.0)
    for (i, j), w in weights.items():
        margins[i] += w
        margins[j] += w
    s2 = math.fsum(margin**2 for margin in margins.values())
    variance = (n**2 * s1 / 2 - n * s2 + 3 * s0**2) / ((n**2 - 1) * s0**2) - expected**2
    if variance <= 0:  # every county touches every other: there is no pattern to find
        return None
    z = (index - expected) / math.sqrt(variance)
    return Moran(index, expected, z, two_sided(z))


def gi_star(values: Values, neighbours: Neighbours) -> dict[str, float]:
    """z of each county: Gi* = (Σⱼ wᵢⱼ xⱼ − x̄ wᵢ) / (s · √((n wᵢ − wᵢ²) / (n − 1))).

    Ord & Getis 1995, weights 0 or 1: wᵢ counts the county itself and its neighbours, and s is the
    standard deviation with n below. Far below 0: the county and those around it are all low.
    """
    n = len(values)
    if n < 2:
        return {}
    mean = math.fsum(values.values()) / n
    deviation = math.sqrt(math.fsum(z**2 for z in _deviations(values).values()) / n)
    found = {}
    for code in values:
        around = {code, *(other for other in neighbours.get(code, ()) if other in values)}
        size = len(around)
        scale = deviation * math.sqrt((n * size - size**2) / (n - 1))
        if scale > 0:
            total = math.fsum(values[other] for other in around)
            found[code] = (total - mean * size) / scale
    return found


def adjusted(p_values: Mapping[str, float]) -> dict[str, float]:
    """Benjamini & Hochberg 1995: the k-th smallest of m becomes min over j ≥ k of m · p₍ⱼ₎ / j.

    Whoever believes everything adjusted to q or less is wrong, in expectation, about a share of
    at most q of it. A hundred counties tested at 5 % each would give five false alarms.
    """
    ordered = sorted(p_values.items(), key=lambda pair: (-pair[1], pair[0]))
    m, lowest, found = len(ordered), 1.0, {}
    for passed, (code, p) in enumerate(ordered):
        lowest = min(lowest, p * m / (m - passed))
        found[code] = lowest
    return found


def spots(values: Values, neighbours: Neighbours, *, rate: float = 0.05) -> list[Spot]:
    """Counties whose Gi* stands out with at most `rate` false alarms expected, coldest first."""
    z = gi_star(values, neighbours)
    p = {code: two_sided(score) for code, score in z.items()}
    q = adjusted(p)
    found = [Spot(code, z[code], p[code], q[code]) for code in z if q[code] <= rate]
    return sorted(found, key=lambda spot: (spot.z, spot.code))


def two_sided(z: float) -> float:
    """How often chance alone goes at least as far from 0, under the normal distribution."""
    return math.erfc(abs(z) / math.sqrt(2))


def _deviations(values: Values) -> dict[str, float]:
    mean = math.fsum(values.values()) / len(values) if values else 0.0
    return {code: value - mean for code, value in values.items()}


def _weights(
    values: Values, neighbours: Neighbours, *, standardised: bool
) -> dict[tuple[str, str], float]:
    """Weights between counties that have a value; a county without one is nobody's neighbour."""
    weights = {}
    for code in values:
        around = {other for other in neighbours.get(code, ()) if other in values and other != code}
        for other in around:
            weights[code, other] = 1 / len(around) if standardised else 1.0
    return weights
