"""Columns and rows, as a mixed-integer solver takes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from outreach.planning.model import Minute, Turn

Terms = dict[int, float]
INFINITE = float("inf")


@dataclass(slots=True)
class Model:
    """Columns with bounds and costs, all whole numbers, and rows that are at most something."""

    upper: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    rows: list[tuple[float, Terms, float]] = field(default_factory=list)

    def column(self, *, cost: float = 0, lower: float = 0, upper: float = 1) -> int:
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.cost) - 1

    def at_most(self, terms: Terms, limit: float) -> None:
        self.rows.append((-INFINITE, terms, limit))

    def exactly(self, terms: Terms, value: float) -> None:
        self.rows.append((value, terms, value))


@dataclass(frozen=True, slots=True)
class Start:
    """A turn that could be, with its column."""

    turn: Turn
    column: int
    pupils: int

    def covers(self, minute: Minute, *, walk: int = 0) -> bool:
        return self.turn.starts <= minute < self.turn.ends + walk


def total(starts: Iterable[Start]) -> Terms:
    """How many of these turns there are."""
    return {start.column: 1.0 for start in starts}
