"""Counties as squares where something other than reach is told of them: a score, a difference.

The same schematic places as on the board (`reach/tiles.py`), without a figure of reach.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from outreach.province.model import County
from outreach.reach.tiles import INSET, MARGIN, PITCH, SIZE


@dataclass(frozen=True, slots=True)
class Told:
    """What a square says: how dark it is, its figure, and the same as a sentence."""

    level: int
    figure: str
    sentence: str
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Square:
    county: County
    told: Told
    x: float
    y: float
    size: int = SIZE

    @property
    def middle(self) -> float:
        return self.x + self.size / 2


@dataclass(frozen=True, slots=True)
class Squares:
    width: int
    height: int
    squares: Sequence[Square]


def squares(counties: Iterable[County], tell: Callable[[County], Told]) -> Squares:
    """The squares in reading order, cut to their own rows and columns."""
    placed = sorted(counties, key=lambda one: (one.tile_row, one.tile_column))
    rows = [one.tile_row for one in placed]
    columns = [one.tile_column for one in placed]
    top, left = min(rows, default=0), min(columns, default=0)
    return Squares(
        width=(max(columns, default=0) - left + 1) * PITCH + 2 * MARGIN,
        height=(max(rows, default=0) - top + 1) * PITCH + 2 * MARGIN,
        squares=[
            Square(
                county,
                tell(county),
                x=MARGIN + (county.tile_column - left) * PITCH + INSET,
                y=MARGIN + (county.tile_row - top) * PITCH + INSET,
            )
            for county in placed
        ],
    )
