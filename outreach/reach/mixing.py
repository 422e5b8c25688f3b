"""What independent mixing says about a crowd: nobody knows who came twice, so chance decides.

Each visit of n heads is taken as a draw of n different children from its cell, all draws
independent of each other. For a cell of N children and visits n₁ … nₖ

    q  = Π (1 − nᵢ/N)                          a child was at none of them
    q₂ = Π (N−nᵢ)(N−nᵢ−1) / (N(N−1))           two given children were at none of them
    E[U]   = N (1 − q)
    Var[U] = N q (1 − q) + N (N − 1) (q₂ − q²)

This is the classical occupancy problem with draws of fixed size (Feller, An Introduction to
Probability Theory and Its Applications, vol. 1, ch. IV). Here it is taken one draw after the
other, so that a draw may also be of uncertain size, as the children of a whole school year are,
and so that some draws come from one cohort, some from the whole school, and children known by
their class are met for certain.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NORMAL_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Met:
    """How many different children, when that is not certain: expected number and variance."""

    mean: float = 0.0
    variance: float = 0.0

    def and_new(self, heads: float, *, of: float) -> "Met":
        """With so many more of whom it is known that none was met before."""
        return Met(min(of, self.mean + heads), self.variance)

    def and_drawn(self, draw: "Met | float", *, of: float) -> "Met":
        """With a draw from `of` children, all of them equally likely; those met before are some.

        With x children met, (N−x) are left out and (N−x)(N−x−1) ordered pairs of them; a draw of
        m leaves out the share (N−m)/N of the ones and (N−m)(N−m−1)/(N(N−1)) of the others. Both
        hold for uncertain x and m when their expected values are put in.
        """
        drawn = draw if isinstance(draw, Met) else Met(min(float(draw), of))
        left, pairs = self.left_out(of)
        more_left, more_pairs = drawn.left_out(of)
        alone = left * more_left / of if of > 0 else 0.0
        together = pairs * more_pairs / (of * (of - 1)) if of > 1 else 0.0
        return Met(of - alone, max(0.0, together + alone - alone**2))

    def left_out(self, size: float) -> tuple[float, float]:
        """Children not met and ordered pairs of them, as expected."""
        left = max(0.0, size - self.mean)
        return left, max(0.0, left * (left - 1) + self.variance)


NOBODY = Met()


def together(parts: Iterable[Met]) -> Met:
    """The whole from disjoint parts."""
    found = list(parts)
    return Met(math.fsum(p.mean for p in found), math.fsum(p.variance for p in found))


@dataclass(frozen=True, slots=True)
class Block:
    """One cohort: its size, how many of it are known to be reached, and draws from it alone."""

    size: int
    named: int = 0
    draws: tuple[Met | float, ...] = ()

    @property
    def met(self) -> Met:
        found = NOBODY.and_new(self.named, of=self.size)
        for draw in self.draws:
            found = found.and_drawn(draw, of=self.size)
        return found


def reached(blocks: Sequence[Block], *, whole: Iterable[Met | float] = ()) -> tuple[float, float]:
    """Expected number of different children and its variance; `whole` draws from all blocks.

    A draw larger than what it draws from is all of it.
    """
    size = sum(block.size for block in blocks)
    found = together(block.met for block in blocks)
    for draw in whole:
        found = found.and_drawn(draw, of=size)
    return found.mean, found.variance


def share_of(heads: int, *, part: int, whole: int) -> Met:
    """How many of a part are among so many heads drawn from the whole (hypergeometric)."""
    if whole <= 0:
        return NOBODY
    drawn, share = min(heads, whole), part / whole
    spread = drawn * share * (1 - share) * (whole - drawn) / (whole - 1) if whole > 1 else 0.0
    return Met(drawn * share, max(0.0, spread))
