"""Town and countryside: how far apart their coverage is, as a difference and as a ratio.

Both are shown because they can move apart: from 2 % and 1 % to 12 % and 10 % the ratio shrinks
and the difference grows.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from outreach.reach import measures


class Area(StrEnum):
    """Where a school stands, by the kind of its township: 街道, 镇, 乡."""

    CITY = "city"
    TOWN = "town"
    COUNTRYSIDE = "countryside"


AREAS: Mapping[str, Area] = {"街道": Area.CITY, "镇": Area.TOWN, "乡": Area.COUNTRYSIDE}
"""By the last word of a township's kind (民族乡 is a 乡)."""


def area_of(township_kind: str | None) -> Area | None:
    """None where the register does not say in which township a school stands."""
    found = (area for word, area in AREAS.items() if township_kind and township_kind.endswith(word))
    return next(found, None)


@dataclass(frozen=True, slots=True)
class Gap:
    """Coverage here and there. Above 0, or above 1, the town is ahead."""

    urban: float | None
    rural: float | None

    @property
    def difference(self) -> float | None:
        if self.urban is None or self.rural is None:
            return None
        return self.urban - self.rural

    @property
    def ratio(self) -> float | None:
        """None where the countryside has nothing at all: no multiple of nothing is something."""
        return self.urban / self.rural if self.urban is not None and self.rural else None


@dataclass(frozen=True, slots=True)
class Resident:
    """A county with the urban share of its residents, its children, and what it got."""

    urban_share: float
    children: float
    got: float


def by_residents(counties: Iterable[Resident]) -> Gap:
    """What the county of an average town child got per child, and that of a rural one.

    Children of a county are taken to live in town and countryside as its residents do, and to get
    the same in both: Σ uᵢ gᵢ / Σ uᵢ Pᵢ against Σ (1−uᵢ) gᵢ / Σ (1−uᵢ) Pᵢ. A gap within counties
    stays unseen here; `by_schools` sees it where townships are known.
    """
    rows = list(counties)

    def per_child(shares: Iterable[float]) -> float | None:
        weighted = list(zip(shares, rows, strict=True))
        children = math.fsum(share * row.children for share, row in weighted)
        got = math.fsum(share * row.got for share, row in weighted)
        return got / children if children > 0 else None

    return Gap(
        urban=per_child(row.urban_share for row in rows),
        rural=per_child(1 - row.urban_share for row in rows),
    )


@dataclass(frozen=True, slots=True)
class AreaReach:
    """The schools of one kind of township: how many, how many reached, and their pupils."""

    area: Area
    schools: int
    schools_reached: int
    pupils: int
    people: float

    @property
    def school_share(self) -> float | None:
        return measures.coverage(self.schools_reached, self.schools)

    @property
    def share(self) -> float | None:
        return measures.coverage(self.people, self.pupils)


@dataclass(frozen=True, slots=True)
class SchoolOfArea:
    """A school as the gap needs it: pupils known, and different pupils reached as estimated."""

    area: Area
    is_reached: bool
    pupils: int
    people: float


def by_schools(schools: Iterable[SchoolOfArea]) -> tuple[list[AreaReach], Gap]:
    """Coverage of pupils by kind of township, and the gap of 街道 to 乡; 镇 lies between."""
    inside: dict[Area, list[SchoolOfArea]] = {area: [] for area in Area}
    for school in schools:
        inside[school.area].append(school)
    found = [
        AreaReach(
            area,
            schools=len(members),
            schools_reached=sum(school.is_reached for school in members),
            pupils=sum(school.pupils for school in members),
            people=math.fsum(school.people for school in members),
        )
        for area, members in inside.items()
    ]
    shares = {part.area: part.share for part in found}
    return found, Gap(urban=shares[Area.CITY], rural=shares[Area.COUNTRYSIDE])
