"""What independent mixing says about a crowd: nobody knows who came twice, so chance decides.

Each visit of n heads is taken as a draw of n different children from its cell, all draws
independent of each other. For a cell of N children and visits n₁ … nₖ

    q  = Π (1 − nᵢ/N)                          a child was at none of them
    q₂ = Π (N−nᵢ)(N−nᵢ−1) / (N(N−1))           two given children were at none of them
    E[U]   = N (1 − q)
    Var[U] = N q (1 − q) + N (N − 1) (q₂ − q²)

This is the classical occupancy problem with draws of fixed size (Feller, An Introduction to
Probability Theory and Its Applications, vol. 1, ch. IV). Here it is carried to a school made of
cohorts: some visits draw from one cohort, some from the whole school, and children known by
their class are reached for certain.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NORMAL_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Block:
    """One cohort: its size, how many of it are known to be reached, and draws from it alone."""

    size: int
    named: int = 0
    draws: tuple[int, ...] = ()

    @property
    def open(self) -> int:
        """Children about whom only chance can tell."""
        return self.size - self.named


def reached(blocks: Sequence[Block], *, whole: Iterable[int] = ()) -> tuple[float, float]:
    """Expected number of different children and its variance; `whole` draws from all blocks.

    A draw larger than what it draws from is all of it.
    """
    size = sum(block.size for block in blocks)
    common = tuple(whole)
    missed_common, missed_common_both = _missed(size, common), _missed_both(size, common)
    weights = [block.open * _missed(block.size, block.draws) for block in blocks]
    left_out = sum(weights) * missed_common
    # Pairs of children left out: within a block both must escape its draws together; from two
    # blocks they escape their own draws independently. The common draws they escape together.
    within = sum(
        block.open * (block.open - 1) * _missed_both(block.size, block.draws) for block in blocks
    )
    across = sum(weights) ** 2 - sum(weight**2 for weight in weights)
    variance = left_out + (within + across) * missed_common_both - left_out**2
    return size - left_out, max(0.0, variance)


def _missed(size: int, draws: Iterable[int]) -> float:
    """Chance that a given child is in none of the draws."""
    return math.prod(1 - min(heads, size) / size for heads in draws) if size else 0.0


def _missed_both(size: int, draws: Iterable[int]) -> float:
    """Chance that two given children are in none of the draws; one child alone has no pair."""
    if size < 2:
        return 0.0
    left = [size - min(heads, size) for heads in draws]
    return math.prod(rest * (rest - 1) / (size * (size - 1)) for rest in left)


def wilson_half_width(successes: int, trials: int) -> float:
    """Half the width of the 95 % Wilson score interval of a share (Wilson 1927).

    Heads are taken as independent answers; classes come together, so the truth is wider.
    """
    if trials == 0:
        return 0.5
    share, z = successes / trials, NORMAL_95
    inner = share * (1 - share) / trials + z**2 / (4 * trials**2)
    return z / (1 + z**2 / trials) * math.sqrt(inner)
