"""A strip: the range of counties that are alike, and one's own mark on it. Lengths in pixels."""

from dataclasses import dataclass

from outreach.scorecard.model import Spread

WIDTH, HEIGHT, EDGE = 320, 26, 7


@dataclass(frozen=True, slots=True)
class Strip:
    """Where the parts of a spread lie from left to right."""

    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float
    own: float
    width: int = WIDTH
    height: int = HEIGHT


def strip(spread: Spread) -> Strip:
    """Beginning at nothing, so that a small gap does not look like a large one."""
    top = max(spread.high, spread.own) or 1.0

    def place(value: float) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * value / top, 1)

    return Strip(
        low=place(spread.low),
        quarter=place(spread.quarter),
        median=place(spread.median),
        three_quarters=place(spread.three_quarters),
        high=place(spread.high),
        own=place(spread.own),
    )
