"""How much is offered within reach of each county's children, and what the way costs.

Two-step floating catchment areas: first every site shares what it offers among all children who
could come, then every county adds up the shares of the sites it could go to. `distance[i][j]` is
the way from county i to site j, in any unit, as long as the weights speak of the same.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from outreach.province.model import TravelBand
from outreach.province.rules import band_of

Weight = Callable[[float], float]
Distances = Sequence[Sequence[float]]


def within(limit: float) -> Weight:
    """1 up to the limit, 0 beyond: the plain 2SFCA."""
    return lambda way: 1.0 if way <= limit else 0.0


def steps(weights: Mapping[float, float]) -> Weight:
    """The weight of the first step that is not passed, 0 beyond the last: the enhanced 2SFCA.

    `steps({50: 1, 100: 0.68, 150: 0.22})` are Luo & Qi's slow decline (2009).
    """
    rising = sorted(weights.items())
    return lambda way: next((weight for limit, weight in rising if way <= limit), 0.0)


def two_step(
    supply: Sequence[float], demand: Sequence[float], distance: Distances, *, weight: Weight
) -> list[float]:
    """Aᵢ = Σⱼ w(dᵢⱼ) Rⱼ with Rⱼ = Sⱼ / Σₖ w(dₖⱼ) Pₖ: what is offered for each child of a county.

    Radke & Mu 2000, Luo & Wang 2003; with `steps` Luo & Qi 2009. A site that no child can reach
    offers nothing to anybody, so that Σ Aᵢ Pᵢ is `supply_in_reach`, always.
    """
    ratios = [
        offered / crowd if crowd > 0 else 0.0
        for offered, crowd in zip(supply, _crowds(demand, distance, weight), strict=True)
    ]
    return [
        math.fsum(weight(way) * ratio for way, ratio in zip(ways, ratios, strict=True))
        for ways in distance
    ]


def supply_in_reach(
    supply: Sequence[float], demand: Sequence[float], distance: Distances, *, weight: Weight
) -> float:
    """What is offered by all sites that some child can reach."""
    crowds = _crowds(demand, distance, weight)
    return math.fsum(offered for offered, crowd in zip(supply, crowds, strict=True) if crowd > 0)


def _crowds(demand: Sequence[float], distance: Distances, weight: Weight) -> list[float]:
    """For each site the children who could come, the far ones counting less; one per column."""
    return [
        math.fsum(weight(way) * people for way, people in zip(ways, demand, strict=True))
        for ways in zip(*distance, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class BandReach:
    """What the counties of one travel band have together."""

    band: TravelBand
    counties: int
    children: float
    contacts: float
    reached: float

    @property
    def coverage(self) -> float | None:
        """None where no child lives; never above 1, as a register can lag behind a school."""
        return min(1.0, self.reached / self.children) if self.children > 0 else None

    @property
    def per_thousand(self) -> float | None:
        return 1000 * self.contacts / self.children if self.children > 0 else None


@dataclass(frozen=True, slots=True)
class Way:
    """A county with the hours of a coach to the museum, one way."""

    hours: float
    children: float
    contacts: float = 0.0
    reached: float = 0.0


def bands(ways: Iterable[Way]) -> list[BandReach]:
    """Children, contacts and different pupils by travel band: A ≤ 1.5 h, B ≤ 3, C ≤ 4.5, D above.

    The bands are those of `province.rules`, by which teachers are advised. Every county is in
    exactly one, so the bands add up to the whole; a band without counties is listed with zeros.
    """
    by_band: dict[TravelBand, list[Way]] = {band: [] for band in TravelBand}
    for way in ways:
        by_band[band_of(way.hours)].append(way)
    return [
        BandReach(
            band,
            counties=len(inside),
            children=math.fsum(way.children for way in inside),
            contacts=math.fsum(way.contacts for way in inside),
            reached=math.fsum(way.reached for way in inside),
        )
        for band, inside in by_band.items()
    ]
