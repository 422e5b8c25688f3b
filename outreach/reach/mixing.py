"""What independent mixing says about a crowd: nobody knows who came twice, so chance decides.

Each visit of n heads is taken as a draw of n different children from its cell, all draws
independent of each other. For a cell of N children and visits n₁ … nₖ

    q  = Π (1 − nᵢ/N)                          a child was at none of them
    q₂ = Π (N−nᵢ)(N−nᵢ−1) / (N(N−1))           two given children were at none of them
    E[U]   = N (1 − q)
    Var[U] = N q (1 − q) + N (N − 1) (q₂ − q²)

This is the classical occupancy problem with draws of fixed size (Feller, An Introduction to
Probability Theory and Its Applications, vol. 1, ch. IV). Children known by their class are
reached for certain; chance then decides about the others only.
"""

import math
from collections.abc import Iterable

NORMAL_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided 95 %."""


def reached(size: int, draws: Iterable[int], *, named: int = 0) -> tuple[float, float]:
    """Expected number of different children in a cell of `size`, and its variance.

    `named` of them are known to be reached; a draw larger than the cell is all of it.
    """
    heads = [min(drawn, size) for drawn in draws]
    others = size - named
    if others <= 0:
        return float(size), 0.0
    missed = math.prod(1 - n / size for n in heads)
    missed_both = 0.0  # a cell of one child has no pair
    if size > 1:
        missed_both = math.prod((size - n) * (size - n - 1) / (size * (size - 1)) for n in heads)
    variance = others * missed * (1 - missed) + others * (others - 1) * (missed_both - missed**2)
    return size - others * missed, max(0.0, variance)


def wilson_half_width(successes: int, trials: int) -> float:
    """Half the width of the 95 % Wilson score interval of a share (Wilson 1927).

    Heads are taken as independent answers; classes come together, so the truth is wider.
    """
    if trials == 0:
        return 0.5
    share, z = successes / trials, NORMAL_95
    inner = share * (1 - share) / trials + z**2 / (4 * trials**2)
    return z / (1 + z**2 / trials) * math.sqrt(inner)
