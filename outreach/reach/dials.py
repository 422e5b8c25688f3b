"""The three dials: how far the work radiates, how it serves, what it drives others to do.

Facts in, figures out. Their rules stand in words on the rules page, under the same names.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from outreach.ledger.board_model import Work
from outreach.province.model import TravelBand
from outreach.reach import measures
from outreach.reach.measures import People
from outreach.reach.model import CountyReach, Reach

FAR = (TravelBand.C, TravelBand.D)
"""Too far for a day: more than three hours by coach, one way."""
ENOUGH_KINDS = 3
ENOUGH_SCHOOLS = 0.10


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many; nothing where there are none."""

    reached: int
    of: int

    @property
    def share(self) -> float | None:
        return measures.coverage(self.reached, self.of)


@dataclass(frozen=True, slots=True)
class Radiates:
    counties: Part
    well: int
    """Counties with three kinds of activity or a tenth of their schools reached."""
    townships: Part
    far: People
    """Different pupils in counties too far for a day trip."""
    far_children: int
    far_counties: int
    far_contacts: Part
    """On-site contacts there, of all."""

    @property
    def far_low(self) -> float | None:
        return measures.coverage(self.far.low, self.far_children)

    @property
    def far_high(self) -> float | None:
        return measures.coverage(self.far.high, self.far_children)


@dataclass(frozen=True, slots=True)
class Serves:
    reach: Reach
    work: Work


@dataclass(frozen=True, slots=True)
class Drives:
    work: Work
    joint: int

    @property
    def led_elsewhere(self) -> Part:
        return Part(self.work.led_elsewhere, self.work.activities)


@dataclass(frozen=True, slots=True)
class Dials:
    radiates: Radiates
    serves: Serves
    drives: Drives


def radiates(
    counties: Collection[CountyReach],
    *,
    kinds: Mapping[str, int],
    bands: Mapping[str, TravelBand],
    townships: Mapping[int, str],
    reached_schools: Collection[int],
) -> Radiates:
    """`kinds` by county; `townships` names for each school of the register the one it lies in."""
    far = [one for one in counties if bands[one.county.code] in FAR]
    return Radiates(
        counties=Part(sum(_is_covered(one) for one in counties), len(counties)),
        well=sum(_is_well_covered(one, kinds) for one in counties),
        townships=Part(
            len({townships[school] for school in reached_schools if school in townships}),
            len(set(townships.values())),
        ),
        far=measures.combine(one.reach.people for one in far),
        far_children=sum(one.reach.children for one in far),
        far_counties=len(far),
        far_contacts=Part(_contacts(far), _contacts(counties)),
    )


def _contacts(counties: Iterable[CountyReach]) -> int:
    return sum(one.reach.totals.onsite for one in counties)


def _is_covered(one: CountyReach) -> bool:
    return one.reach.totals.activities > 0


def _is_well_covered(one: CountyReach, kinds: Mapping[str, int]) -> bool:
    enough = (one.reach.school_share or 0) >= ENOUGH_SCHOOLS
    return _is_covered(one) and (enough or kinds.get(one.county.code, 0) >= ENOUGH_KINDS)
