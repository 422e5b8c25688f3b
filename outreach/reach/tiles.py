"""The tile grid: one square per county, drawn by the server, the same on screen and paper.

Schematic on purpose: rows and columns come with the county, no outline, no coordinates.
Lengths are user units of the picture; at a width of 13 squares a unit is about a pixel.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outreach.province.model import County
from outreach.reach.clusters import Spot
from outreach.reach.model import CountyReach, Measure, Reach

PITCH = 64
SIZE = 58
INSET = (PITCH - SIZE) / 2
MARGIN = 10

BREAKS: Mapping[Measure, tuple[float, ...]] = {
    Measure.PEOPLE: (0.02, 0.05, 0.10, 0.20, 0.40),
    Measure.SCHOOLS: (0.05, 0.10, 0.25, 0.50, 0.75),
    Measure.CONTACTS: (10, 30, 100, 200, 400),
    Measure.WAIT: (1, 3, 6, 12, 24),
}
"""Fixed, so that pictures of two periods may be laid side by side."""

LEVELS = 7
"""0 is nothing, 6 the best reached."""


def level(reach: Reach, measure: Measure) -> int:
    """How dark a tile is: 0 for nothing at all, then 1 to 6; a short wait is dark."""
    value = reach.value(measure)
    if value is None or reach.has_nothing(measure):
        return 0
    if measure is Measure.WAIT:
        return LEVELS - 1 - bisect_left(BREAKS[measure], value)
    return 1 + bisect_right(BREAKS[measure], value)


@dataclass(frozen=True, slots=True)
class Tile:
    """A county's square; `x`, `y` is its upper left corner."""

    county: County
    reach: Reach
    level: int
    x: float
    y: float
    size: int = SIZE
    cold: bool = False
    """Low together with its neighbours, as `clusters.spots` finds it."""

    @property
    def middle(self) -> float:
        return self.x + self.size / 2


@dataclass(frozen=True, slots=True)
class CityLabel:
    """A city's name on the upper edge of its first square."""

    county: County
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The picture: squares in reading order, seams between cities as one path, city names."""

    width: int
    height: int
    tiles: Sequence[Tile]
    seams: str
    labels: Sequence[CityLabel]


def grid(counties: Iterable[CountyReach], *, measure: Measure, cold: Iterable[Spot] = ()) -> Grid:
    """Lay out the squares of the province, or of one city cut to its own rows and columns."""
    placed = sorted(counties, key=lambda one: (one.county.tile_row, one.county.tile_column))
    rows = [one.county.tile_row for one in placed]
    columns = [one.county.tile_column for one in placed]
    codes = {spot.code for spot in cold}
    top, left = min(rows, default=0), min(columns, default=0)
    tiles = [
        Tile(
            one.county,
            one.reach,
            level(one.reach, measure),
            x=MARGIN + (one.county.tile_column - left) * PITCH + INSET,
            y=MARGIN + (one.county.tile_row - top) * PITCH + INSET,
            cold=one.county.code in codes,
        )
        for one in placed
    ]
    return Grid(
        width=(max(columns, default=0) - left + 1) * PITCH + 2 * MARGIN,
        height=(max(rows, default=0) - top + 1) * PITCH + 2 * MARGIN,
        tiles=tiles,
        seams=_seams(tiles),
        labels=_labels(tiles),
    )


def _seams(tiles: Sequence[Tile]) -> str:
    """Line pieces between neighbouring squares of different cities, as path data."""
    at = {(tile.county.tile_row, tile.county.tile_column): tile for tile in tiles}
    pieces = []
    for (row, column), tile in at.items():
        x, y = tile.x - INSET, tile.y - INSET
        for other, piece in (
            (at.get((row, column + 1)), f"M{x + PITCH:g} {y:g}v{PITCH}"),
            (at.get((row + 1, column)), f"M{x:g} {y + PITCH:g}h{PITCH}"),
        ):
            if other is not None and other.county.city_code != tile.county.city_code:
                pieces.append(piece)
    return "".join(pieces)


def _labels(tiles: Sequence[Tile]) -> list[CityLabel]:
    firsts: dict[str, Tile] = {}
    for tile in tiles:
        firsts.setdefault(tile.county.city_code, tile)
    return [CityLabel(tile.county, tile.middle, tile.y - INSET) for tile in firsts.values()]
