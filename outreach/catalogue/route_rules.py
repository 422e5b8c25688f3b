"""Whether a way through the halls is possible: its length, its halls, and who else is there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar

from outreach.catalogue.model import Hall, Programme, ProgrammeKind, ProgrammeState
from outreach.kernel.refusal import Refusal

SHORTEST_ROUTE, LONGEST_ROUTE = 60, 180
"""Minutes."""


class Flaw(StrEnum):
    """What is wrong with a way by itself."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    BATCH_TOO_LARGE = "batch-too-large"
    LONGER_THAN_SAID = "longer-than-said"


@dataclass(frozen=True, slots=True)
class WayFlaw:
    """`hall` is the one a batch does not fit, `number` the minutes or people there are."""

    flaw: Flaw
    number: int
    hall: Hall | None = None


@dataclass(frozen=True, slots=True)
class Overload:
    """More people in a hall than it holds, if every session is full."""

    hall: Hall
    weekdays: tuple[int, ...]
    starts: time
    ends: time
    loads: tuple[tuple[Programme, int], ...]

    @property
    def coming(self) -> int:
        return sum(pupils for _programme, pupils in self.loads)


@dataclass(eq=False)
class HallOverCapacity(Refusal):
    """A route that would fill a hall beyond its capacity; the first such hall is told."""

    code: ClassVar[str] = "hall-over-capacity"
    slug: str
    hall: str
    hall_en: str
    capacity: int
    coming: int
    starts: time
    ends: time


@dataclass(eq=False)
class WayNotPossible(Refusal):
    code: ClassVar[str] = "way-not-possible"
    status: ClassVar[int] = 422
    slug: str
    flaw: str


def flaws(programme: Programme) -> list[WayFlaw]:
    """Everything wrong with a programme's own way; a programme without stops has none."""
    total = sum(stop.minutes for stop in programme.stops)
    found = []
    if programme.kind is ProgrammeKind.ROUTE and programme.stops:
        if total < SHORTEST_ROUTE:
            found.append(WayFlaw(Flaw.TOO_SHORT, total))
        if total > LONGEST_ROUTE:
            found.append(WayFlaw(Flaw.TOO_LONG, total))
    if total > programme.minutes:
        found.append(WayFlaw(Flaw.LONGER_THAN_SAID, total))
    found += [
        WayFlaw(Flaw.BATCH_TOO_LARGE, most, hall)
        for hall in dict.fromkeys(stop.hall for stop in programme.stops)
        if programme.batch_size > (most := most_at_once(hall))
    ]
    return found


def most_at_once(hall: Hall) -> int:
    """The largest batch a hall takes."""
    return hall.capacity if hall.largest_group is None else min(hall.capacity, hall.largest_group)


@dataclass(frozen=True, slots=True)
class _Stay:
    """So many pupils of a programme in a hall, in minutes since midnight."""

    programme: Programme
    begins: int
    ends: int
    pupils: int


def overloads(candidate: Programme, others: Iterable[Programme]) -> list[Overload]:
    """Where `candidate` would help to fill a hall beyond its capacity, were every session full.

    A route whose batches take turns holds in each hall only those whose turn it is, at any moment
    of its time; one that walks together brings everybody to each stop in order.
    """
    if candidate.state is ProgrammeState.RETIRED:
        return []
    given = [candidate, *(p for p in others if p.id != candidate.id and p.state is not RETIRED)]
    found: dict[tuple[Hall, int, int, tuple[tuple[Programme, int], ...]], list[int]]
    found = defaultdict(list)
    for weekday in candidate.weekdays:
        stays = _stays([p for p in given if weekday in p.weekdays])
        for hall in {stop.hall for stop in candidate.stops}:
            for begins, ends, loads in _beyond(hall, stays[hall], candidate):
                found[hall, begins, ends, loads].append(weekday)
    ordered = sorted(found.items(), key=lambda each: (each[0][0].id, each[0][1], each[1]))
    return [
        Overload(hall, tuple(weekdays), _clock(begins), _clock(ends), loads)
        for (hall, begins, ends, loads), weekdays in ordered
    ]


RETIRED = ProgrammeState.RETIRED


def _stays(programmes: Sequence[Programme]) -> dict[Hall, list[_Stay]]:
    stays: dict[Hall, list[_Stay]] = defaultdict(list)
    for programme in programmes:
        for hall, begins, ends, pupils in _spans(programme):
            for starts in programme.starts:
                at = starts.hour * 60 + starts.minute
                stays[hall].append(_Stay(programme, at + begins, at + ends, pupils))
    return stays


def _spans(programme: Programme) -> Iterator[tuple[Hall, int, int, int]]:
    """Each hall with the minutes of the session in which it holds how many."""
    together = not programme.rotates or len(programme.stops) < 2
    begins = 0
    for stop in programme.stops:
        if together:
            yield stop.hall, begins, begins + stop.minutes, programme.capacity
        else:
            yield stop.hall, 0, programme.minutes, in_turn(programme, stop.minutes)
        begins += stop.minutes


def in_turn(programme: Programme, minutes: int) -> int:
    """Pupils in a hall at once when batches take turns of so many minutes in it."""
    batches = -(-programme.capacity // programme.batch_size)
    turns = max(1, programme.minutes // minutes)
    return min(programme.capacity, -(-batches // turns) * programme.batch_size)


def _beyond(
    hall: Hall, stays: Sequence[_Stay], candidate: Programme
) -> Iterator[tuple[int, int, tuple[tuple[Programme, int], ...]]]:
    """Stretches of the day in which too many are in a hall and `candidate` is among them."""
    moments = sorted({moment for stay in stays for moment in (stay.begins, stay.ends)})
    for begins, ends in pairwise(moments):
        there = [stay for stay in stays if stay.begins <= begins < stay.ends]
        mine = any(stay.programme.id == candidate.id for stay in there)
        if mine and sum(stay.pupils for stay in there) > hall.capacity:
            yield begins, ends, tuple((stay.programme, stay.pupils) for stay in there)


def _clock(minutes: int) -> time:
    return time(min(minutes // 60, 23), minutes % 60) if minutes < 24 * 60 else time(23, 59)


def check(candidate: Programme, others: Iterable[Programme]) -> None:
    """Refuse a programme whose way is not possible, or that overfills a hall."""
    for flaw in flaws(candidate):
        raise WayNotPossible(candidate.slug, flaw.flaw)
    check_halls(candidate, others)


def check_halls(candidate: Programme, others: Iterable[Programme]) -> None:
    """Refuse a programme that helps to overfill a hall."""
    for found in overloads(candidate, others):
        raise HallOverCapacity(
            candidate.slug,
            found.hall.name,
            found.hall.name_en,
            found.hall.capacity,
            found.coming,
            found.starts,
            found.ends,
        )
