"""What a breakdown of the ledger says: who did it, in which kinds, in which counties.

A group's key is (county, kind, venue, whose programme), as `board_queries.breakdown` gives it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from outreach.ledger.model import Kind


class Group(Protocol):
    """A sum of activities that are alike."""

    @property
    def key(self) -> tuple[Any, ...]: ...
    @property
    def activities(self) -> int: ...
    @property
    def onsite(self) -> int | None: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def volunteer_hours(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """How much was done, and by whom. Minutes and hours are of activities that told them."""

    activities: int = 0
    minutes: int = 0
    led_elsewhere: int = 0
    by_shared: int = 0
    by_own: int = 0
    trainings: int = 0
    trained: int = 0
    volunteer_hours: int = 0

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)


@dataclass(frozen=True, slots=True)
class KindSum:
    activities: int
    onsite: int


def is_led_elsewhere(group: Group) -> bool:
    """By a county, a city or another unit; `Filter.led_elsewhere` asks the same of rows."""
    _county, kind, venue_id, _own = group.key
    return venue_id is None and kind != Kind.VISIT


def work(groups: Iterable[Group]) -> Work:
    every = list(groups)
    elsewhere = [group for group in every if is_led_elsewhere(group)]
    trainings = [group for group in every if group.key[1] == Kind.TRAINING]
    return Work(
        activities=_activities(every),
        minutes=sum(group.minutes or 0 for group in every),
        led_elsewhere=_activities(elsewhere),
        by_shared=_activities(group for group in elsewhere if group.key[3] is False),
        by_own=_activities(group for group in elsewhere if group.key[3] is True),
        trainings=_activities(trainings),
        trained=sum(group.onsite or 0 for group in trainings),
        volunteer_hours=sum(group.volunteer_hours or 0 for group in every),
    )


def _activities(groups: Iterable[Group]) -> int:
    return sum(group.activities for group in groups)


def kinds_by_county(groups: Iterable[Group]) -> dict[str, int]:
    """How many kinds of activity each county had."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        if group.activities:
            found[group.key[0]].add(group.key[1])
    return {code: len(kinds) for code, kinds in found.items()}


def by_kind(groups: Iterable[Group]) -> dict[Kind, KindSum]:
    """Activities and on-site contacts of each kind that had any, most activities first."""
    found: defaultdict[Kind, list[int]] = defaultdict(lambda: [0, 0])
    for group in groups:
        both = found[Kind(group.key[1])]
        both[0] += group.activities
        both[1] += group.onsite or 0
    kinds = sorted(found.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return {kind: KindSum(activities, onsite) for kind, (activities, onsite) in kinds}
