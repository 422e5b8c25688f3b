"""A school larger than one session comes in parts: which parts there could be."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations
from typing import ClassVar

from outreach.booking.rules import adults_needed
from outreach.kernel.refusal import Refusal

MOST_PARTS = 4
PLANS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PartAdults:
    """What one part needs, and how many adults are left for it after the parts before."""

    number: int
    day: date
    starts: time
    pupils: int
    needed: int
    coming: int

    @property
    def lacking(self) -> int:
        return self.needed - self.coming


@dataclass(eq=False)
class PartsLackAdults(Refusal):
    """Enough adults for the whole school, or not even that; but each part needs its own."""

    code: ClassVar[str] = "parts-lack-adults"
    status: ClassVar[int] = 422
    pupils_per_adult: int
    coming: int
    parts: tuple[PartAdults, ...]

    @property
    def lacking(self) -> tuple[PartAdults, ...]:
        return tuple(part for part in self.parts if part.lacking > 0)

    @property
    def needed(self) -> int:
        return sum(part.needed for part in self.parts)


@dataclass(frozen=True, slots=True)
class Open:
    """A session that could take a part: `room` is the most pupils one booking may bring there."""

    session_id: int
    room: int


@dataclass(frozen=True, slots=True)
class Part:
    """So many pupils of a school in one session."""

    session_id: int
    pupils: int


Plan = tuple[Part, ...]


@dataclass(eq=False)
class SplitDoesNotAddUp(Refusal):
    """Parts of other venues or programmes, one session twice, or another number of pupils."""

    code: ClassVar[str] = "split-does-not-add-up"
    status: ClassVar[int] = 422


def sizes(pupils: int, rooms: Sequence[int], *, batch: int, least: int) -> tuple[int, ...] | None:
    """How to divide a school over sessions; None when they have no room for it.

    Whole batches, as evenly as can be: 340 in batches of 40 over two sessions are 200 and 140,
    because a half-empty batch still needs a guide. Where that does not fit, sessions are filled
    one after the other. No part is smaller than `least`.
    """
    for divided in (_even(pupils, len(rooms), batch=batch), _filled(pupils, rooms, least=least)):
        fits = all(least <= part <= room for part, room in zip(divided, rooms, strict=True))
        if fits and sum(divided) == pupils:
            return divided
    return None


def _even(pupils: int, parts: int, *, batch: int) -> tuple[int, ...]:
    each, more = divmod(-(-pupils // batch), parts)
    found, left = [], pupils
    for number in range(parts):
        part = min(left, batch * (each + (number < more)))
        found.append(part)
        left -= part
    return tuple(found)


def _filled(pupils: int, rooms: Sequence[int], *, least: int) -> tuple[int, ...]:
    found, left = [], pupils
    for number, room in enumerate(rooms):
        for_others = least * (len(rooms) - number - 1)
        part = max(0, min(room, left - for_others))
        found.append(part)
        left -= part
    return tuple(found)


def plans(
    pupils: int,
    sessions: Sequence[Open],
    *,
    batch: int,
    least: int,
    fits: Callable[[Plan], bool],
) -> list[Plan]:
    """A few ways to divide a school, in as few parts as possible, the nearest sessions first.

    `fits` says whether a plan keeps the caps of its days, which several sessions share.
    """
    for parts in range(2, MOST_PARTS + 1):
        found = list(_plans(pupils, sessions, parts, batch=batch, least=least, fits=fits))
        if found:
            return found[:PLANS_SHOWN]
    return []


def _plans(
    pupils: int,
    sessions: Sequence[Open],
    parts: int,
    *,
    batch: int,
    least: int,
    fits: Callable[[Plan], bool],
) -> Iterator[Plan]:
    for chosen in combinations(sessions, parts):
        divided = sizes(pupils, [each.room for each in chosen], batch=batch, least=least)
        if divided is not None:
            plan = tuple(
                Part(each.session_id, part) for each, part in zip(chosen, divided, strict=True)
            )
            if fits(plan):
                yield plan


def adults_of(parts: Sequence[int], adults: int, *, pupils_per_adult: int | None) -> list[int]:
    """Adults for each part: as many as the venue asks, those left over with the first.

    With too few, each part gets a share and the rules refuse the one that falls short.
    """
    if pupils_per_adult is None:
        needed = [0 for _part in parts]
    else:
        needed = [adults_needed(part, pupils_per_adult=pupils_per_adult) for part in parts]
    found, left = [], adults
    for need in needed:
        found.append(min(need, left))
        left -= found[-1]
    found[0] += left
    return found
