"""Every measure of a period in one place: from what counties have to what it says about them.

`measures` needs nothing but counties with their counts, who touches whom, and the ways; so it
works for the ledger's board as well as for counts that stand in a file. What needs schools (dose,
cohorts, the gap by townships, hours) stands in `Schooling`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.ledger.reach_model import Timed
from outreach.province.model import County
from outreach.province.rules import great_circle_km
from outreach.reach import access, clusters, covering, equity, gap, stability
from outreach.reach.access import BandReach
from outreach.reach.clusters import Moran, Spot
from outreach.reach.cohorts import CohortReach
from outreach.reach.covering import Cover
from outreach.reach.dose import Dose
from outreach.reach.gap import AreaReach, Gap
from outreach.reach.measures import coverage, floor, zero_counties
from outreach.reach.model import Board
from outreach.reach.stability import Stability

STOPS = (3, 5)
"""For so many stops the best places are looked for."""
NEAR_KM = 60.0
"""Straight line within which children come to a stop: an hour and a half by coach at most."""
CATCHMENT_KM = 100.0
SLOW_DECLINE = {50.0: 1.0, 100.0: 0.68, 150.0: 0.22}
"""Weights of the enhanced two-step catchment, by straight kilometres."""
EVEN_WEIGHTS = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a county has: its children, contacts, and different pupils where they are known."""

    county: County
    children: int
    contacts: int
    low: int | None = None
    estimate: float | None = None
    high: int | None = None

    @property
    def share(self) -> float | None:
        return None if self.estimate is None else coverage(self.estimate, self.children)

    @property
    def per_child(self) -> float:
        return self.contacts / self.children if self.children else 0.0


@dataclass(frozen=True, slots=True)
class Access:
    """Contacts offered within reach, for each child of a county; all of them are `in_reach`."""

    by_county: Mapping[str, float]
    in_reach: float

    @property
    def nothing(self) -> list[str]:
        return sorted(code for code, found in self.by_county.items() if found == 0)


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything about how reach is spread. None where there is nothing to compare."""

    counties: tuple[Counted, ...]
    children: int
    contacts: int
    low: int | None
    estimate: float | None
    high: int | None
    floor: tuple[str, float] | None
    zero: tuple[str, ...]
    gini: float | None
    gini_unweighted: float | None
    theil: equity.Theil | None
    lorenz: Sequence[tuple[float, float]]
    by_schooling: float | None
    """Concentration index; above 0 counties with more schooling get more."""
    by_urban_share: float | None
    """Concentration index; above 0 counties with fewer villages get more."""
    contact_gap: Gap
    people_gap: Gap | None
    catchment: Access
    slow_catchment: Access
    bands: tuple[BandReach, ...]
    moran: Moran | None
    moran_binary: Moran | None
    spots: tuple[Spot, ...]
    """Of coverage where people are known, else of contacts per child; coldest first."""
    gi_star: Mapping[str, float]
    stability: Stability
    covers: Mapping[int, Cover]
    """By number of stops: those near which most children live who were not reached yet."""
    covers_all: Mapping[int, Cover]
    """The same for all children, whoever was reached."""

    @property
    def per_thousand(self) -> float | None:
        return 1000 * self.contacts / self.children if self.children else None

    @property
    def cold(self) -> list[Spot]:
        return [spot for spot in self.spots if spot.z < 0]

    @property
    def warm(self) -> list[Spot]:
        return [spot for spot in self.spots if spot.z > 0]


@dataclass(frozen=True, slots=True)
class Schooling:
    """What only the ledger and the register together can say."""

    dose: Dose
    """Children by number of contacts in the three years up to the end of the period."""
    cohorts: tuple[CohortReach, ...]
    areas: tuple[AreaReach, ...]
    area_gap: Gap
    hours: Timed


def of_board(board: Board) -> list[Counted]:
    """The same figures as on the board's page."""
    return [
        Counted(
            one.county,
            one.reach.children,
            one.reach.totals.onsite,
            low=one.reach.people.low,
            estimate=one.reach.people.estimate,
            high=one.reach.people.high,
        )
        for one in board.counties
    ]


def measures(
    counted: Sequence[Counted],
    *,
    neighbours: Mapping[str, frozenset[str]],
    hours: Mapping[str, float],
) -> Measures:
    """All measures of how reach is spread over these counties.

    `neighbours` names who touches whom, `hours` the coach's way to the museum.
    """
    contacts = [one.contacts for one in counted]
    children = [one.children for one in counted]
    people = _people(counted)
    value = _values(counted)
    weights = {one.county.code: one.county for one in counted}
    urban = [_urban(one.county) for one in counted]
    gi = clusters.gi_star(value, neighbours)
    return Measures(
        counties=tuple(counted),
        children=sum(children),
        contacts=sum(contacts),
        low=None if people is None else sum(one.low or 0 for one in counted),
        estimate=None if people is None else math.fsum(people),
        high=None if people is None else sum(one.high or 0 for one in counted),
        floor=floor(value),
        zero=tuple(zero_counties({one.county.code: one.contacts for one in counted})),
        gini=equity.gini(contacts, people=children),
        gini_unweighted=equity.gini(contacts),
        theil=equity.theil(
            contacts, groups=[one.county.city_code for one in counted], people=children
        ),
        lorenz=equity.lorenz(contacts, people=children) or (),
        by_schooling=equity.concentration(
            contacts,
            people=children,
            wealth=[county.years_of_schooling for county in weights.values()],
        ),
        by_urban_share=equity.concentration(contacts, people=children, wealth=urban),
        contact_gap=_gap(counted, contacts),
        people_gap=None if people is None else _gap(counted, people),
        catchment=_access(counted, access.within(CATCHMENT_KM)),
        slow_catchment=_access(counted, access.steps(SLOW_DECLINE)),
        bands=tuple(_bands(counted, hours)),
        moran=clusters.moran(value, neighbours),
        moran_binary=clusters.moran(value, neighbours, standardised=False),
        spots=tuple(clusters.spots(value, neighbours)),
        gi_star=gi,
        stability=stability.stability(_parts(counted), EVEN_WEIGHTS),
        covers=_covers(counted, _missing(counted)),
        covers_all=_covers(counted, {one.county.code: one.children for one in counted}),
    )


def _people(counted: Sequence[Counted]) -> list[float] | None:
    """Different pupils by county, when all counties know them."""
    found = [one.estimate for one in counted if one.estimate is not None]
    return found if len(found) == len(counted) else None


def _values(counted: Sequence[Counted]) -> dict[str, float]:
    """What counties are compared by: coverage, or contacts per child where people are unknown."""
    if _people(counted) is None:
        return {one.county.code: one.per_child for one in counted if one.children}
    return {one.county.code: one.share for one in counted if one.share is not None}


def _urban(county: County) -> float:
    return county.urban_residents / county.residents if county.residents else 0.0


def _gap(counted: Sequence[Counted], got: Sequence[float]) -> Gap:
    return gap.by_residents(
        gap.Resident(_urban(one.county), one.children, amount)
        for one, amount in zip(counted, got, strict=True)
    )


def _access(counted: Sequence[Counted], weight: access.Weight) -> Access:
    """Each county's contacts are what is offered at its seat to the children around."""
    points = [one.county.seat for one in counted]
    ways = [[great_circle_km(here, there) for there in points] for here in points]
    supply, demand = [one.contacts for one in counted], [one.children for one in counted]
    found = access.two_step(supply, demand, ways, weight=weight)
    return Access(
        {one.county.code: each for one, each in zip(counted, found, strict=True)},
        in_reach=access.supply_in_reach(supply, demand, ways, weight=weight),
    )


def _bands(counted: Sequence[Counted], hours: Mapping[str, float]) -> list[BandReach]:
    return access.bands(
        access.Way(
            hours=hours[one.county.code],
            children=one.children,
            contacts=one.contacts,
            reached=one.estimate or 0.0,
        )
        for one in counted
    )


def _parts(counted: Sequence[Counted]) -> dict[str, tuple[float, ...]]:
    """By county: lacking schooling, rural share, and what is missing in coverage, each 0 to 1."""
    years = [one.county.years_of_schooling for one in counted]
    least, most = min(years, default=0.0), max(years, default=0.0)
    best = max((one.per_child for one in counted), default=0.0)
    return {
        one.county.code: (
            (most - one.county.years_of_schooling) / (most - least) if most > least else 1.0,
            1 - _urban(one.county),
            1 - (one.share if one.share is not None else one.per_child / best if best else 0.0),
        )
        for one in counted
    }


def _missing(counted: Sequence[Counted]) -> dict[str, int]:
    """Children not reached yet, as estimated; all of them where people are unknown."""
    return {one.county.code: max(0, one.children - round(one.estimate or 0)) for one in counted}


def _covers(counted: Sequence[Counted], children: Mapping[str, int]) -> dict[int, Cover]:
    """Children who live near the best stops, any county seat being a stop."""
    points = {one.county.code: one.county.seat for one in counted}
    near = {
        stop: frozenset(code for code in points if great_circle_km(here, points[code]) <= NEAR_KM)
        for stop, here in points.items()
    }
    return {stops: covering.most_children(children, near, stops=stops) for stops in STOPS}
