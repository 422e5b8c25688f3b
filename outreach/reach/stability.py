"""Whether an order still stands when the weights behind it are a little different.

An order that turns over when a weight moves by a fifth is an opinion; one that stays is a finding.
"""

import math
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

SWAY = 0.2
"""How far each weight is moved: a fifth less, a fifth more."""


@dataclass(frozen=True, slots=True)
class Stability:
    """How much an order agrees with those of weights moved one at a time; 1 is all the way."""

    taus: tuple[tuple[float, float], ...]
    """For each weight Kendall's τ when it is a fifth less and when it is a fifth more."""

    @property
    def lowest(self) -> float:
        return min((tau for pair in self.taus for tau in pair), default=1.0)


def kendall(first: Sequence[float], second: Sequence[float]) -> float | None:
    """τ_b = (C − D) / √((n₀ − n₁)(n₀ − n₂)) over all n₀ = n (n − 1) / 2 pairs (Kendall 1945).

    C pairs stand in the same order in both, D in opposite orders, n₁ and n₂ are tied in the first
    and in the second. None where one of them ties everything. In the order of n log n steps and
    cheap moves, so that it holds for ten thousand schools.
    """
    pairs = sorted(zip(first, second, strict=True))
    n = len(pairs)
    whole = n * (n - 1) // 2
    tied_first, tied_second = _tied(first), _tied(second)
    if whole in (tied_first, tied_second):
        return None
    concordant = discordant = 0
    seen: list[float] = []
    for _, group in groupby(pairs, key=lambda pair: pair[0]):
        together = [b for _, b in group]
        for b in together:
            concordant += bisect_left(seen, b)
            discordant += len(seen) - bisect_right(seen, b)
        for b in together:
            insort(seen, b)
    return (concordant - discordant) / math.sqrt((whole - tied_first) * (whole - tied_second))


def score(parts: Sequence[float], weights: Sequence[float]) -> float:
    """100 · Π partᵢ ^ weightᵢ, parts from 0 to 1: what has no gap cannot be bought off by need."""
    factors: list[float] = [part**weight for part, weight in zip(parts, weights, strict=True)]
    return 100 * math.prod(factors)


def moved(weights: Sequence[float]) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    """For each weight all of them with that one a fifth less, and a fifth more."""

    def with_one(at: int, factor: float) -> tuple[float, ...]:
        return tuple(w * factor if place == at else w for place, w in enumerate(weights))

    return [(with_one(at, 1 - SWAY), with_one(at, 1 + SWAY)) for at in range(len(weights))]


def stability(parts: Mapping[str, Sequence[float]], weights: Sequence[float]) -> Stability:
    """Kendall's τ of the order by `score` against the orders of all weights moved by a fifth.

    An order in which everything is tied agrees with any other.
    """
    given = [score(row, weights) for row in parts.values()]

    def agreement(other: Sequence[float]) -> float:
        tau = kendall(given, [score(row, other) for row in parts.values()])
        return 1.0 if tau is None else tau

    return Stability(tuple((agreement(less), agreement(more)) for less, more in moved(weights)))


def _tied(values: Iterable[float]) -> int:
    """Pairs of equal values."""
    return sum(size * (size - 1) // 2 for size in Counter(values).values())
