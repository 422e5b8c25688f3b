"""Two returns of a unit beside each other: cells that measure the same, and why they differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.kernel.db import Tx
from outreach.province.model import TravelBand
from outreach.returns import places, queries
from outreach.returns.counting import Count
from outreach.returns.differences import Because, Side, explain, pairs
from outreach.returns.model import CellKey, Return


@dataclass(frozen=True, slots=True)
class Compared:
    """Two cells beside each other, and the whole of their difference."""

    first: Side
    second: Side
    because: list[Because]

    @property
    def difference(self) -> int:
        return (self.second.value or 0) - (self.first.value or 0)


def compared(tx: Tx, first: Return, second: Return) -> list[Compared]:
    """Every pair of cells that a reader would lay side by side."""
    counts = queries.count_of(tx, first), queries.count_of(tx, second)
    return beside(first, counts[0], second, counts[1], bands=places.bands(tx))


def beside(
    first: Return,
    ours: Count,
    second: Return,
    theirs: Count,
    *,
    bands: Mapping[str, TravelBand],
) -> list[Compared]:
    """The same of two that are counted already."""
    return [
        _pair(first, ours, one, second, theirs, other, bands)
        for one, other in pairs(first.round.definition, second.round.definition)
    ]


def _pair(
    first: Return,
    ours: Count,
    one: CellKey,
    second: Return,
    theirs: Count,
    other: CellKey,
    bands: Mapping[str, TravelBand],
) -> Compared:
    sides = [
        Side(
            definition=found.round.definition,
            key=key,
            counted=counted,
            unit=found.unit,
            year=found.round.year,
            month=found.round.month,
        )
        for found, counted, key in ((first, ours, one), (second, theirs, other))
    ]
    return Compared(sides[0], sides[1], explain(sides[0], sides[1], bands=bands))
