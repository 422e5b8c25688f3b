"""Counties that are alike: as many children, as far away. No framework, no clock.

A county is compared with its like and not with all: Xunwu, seven hours from the museum, says
nothing about what Donghu could do, and the other way round.
"""

import math
import statistics
from collections.abc import Collection, Mapping, Sequence

from outreach.scorecard.model import Spread, Yardstick

ALIKE = 8
"""How many counties a county is compared with."""


def nearest(
    code: str, facts: Mapping[str, tuple[float, float]], *, count: int = ALIKE
) -> list[str]:
    """The counties most like one, the likest first; `facts` are (children, hours to the museum).

    Distance is Euclid's over two standardised measures: the logarithm of children, because twice
    as many is one step whether 10,000 or 100,000, and hours one way. Of equals the first by code.
    """
    measured = {other: (math.log(max(1.0, n)), hours) for other, (n, hours) in facts.items()}
    spreads = [
        statistics.pstdev(values[axis] for values in measured.values()) or 1.0 for axis in (0, 1)
    ]
    mine = measured[code]

    def distance(other: str) -> float:
        apart = [(measured[other][axis] - mine[axis]) / spreads[axis] for axis in (0, 1)]
        return round(math.hypot(*apart), 9)  # so that what is equal but for arithmetic is equal

    others = sorted(other for other in measured if other != code)
    return sorted(others, key=distance)[:count]


def spread(yardstick: Yardstick, others: Collection[float], own: float) -> Spread:
    """Lowest, quartiles and highest of the others (Hyndman & Fan's type 7), and one's own."""
    ordered: Sequence[float] = sorted(others) or [own]
    quarter, median, three_quarters = (
        statistics.quantiles(ordered, n=4, method="inclusive")
        if len(ordered) > 1
        else (ordered[0],) * 3
    )
    return Spread(yardstick, ordered[0], quarter, median, three_quarters, ordered[-1], own)
