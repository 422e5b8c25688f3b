"""A day at a venue, and its timetable: who is in which hall when, in minutes since midnight.

Nothing here knows a database, a solver or a language; the judge, the solver's encoding and the
board all read these nouns and nothing else.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

Minute = int
CANTEEN = 0
"""Where lunch is eaten: a station like a hall, with a number that no hall has."""
MIDNIGHT = 24 * 60


class BatchKey(NamedTuple):
    """A batch: the booking it is part of, and its number there, from 1."""

    booking: int
    number: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A hall that a batch must see, and for how long."""

    hall: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Pupils who move as one."""

    number: int
    pupils: int


@dataclass(frozen=True, slots=True)
class Party:
    """A school's group on this day: its batches arrive together and leave together.

    `stops` are everybody's, lunch included; `in_order` says that their order is fixed. The party
    is inside from `arrives` and must have left by `leaves_by`.
    """

    booking: int
    arrives: Minute
    leaves_by: Minute
    stops: tuple[Stop, ...]
    batches: tuple[Batch, ...]
    in_order: bool = False

    @property
    def pupils(self) -> int:
        return sum(batch.pupils for batch in self.batches)


@dataclass(frozen=True, slots=True)
class Station:
    """A hall as the day needs it, or the canteen.

    `capacity` counts pupils at once; an `exclusive` station takes one batch at a time. Where there
    are `shows`, a turn begins with one of them; else at any minute of the grid. A `guided` station
    needs a guide for each batch in it.
    """

    hall: int
    capacity: int
    opens: Minute
    closes: Minute
    exclusive: bool = False
    largest: int | None = None
    shows: tuple[Minute, ...] = ()
    guided: bool = True


@dataclass(frozen=True, slots=True)
class Guides:
    """From `starts` on, so many guides are free for batches, until the next line begins."""

    starts: Minute
    count: int


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that decides a day's rotation.

    `walks` are minutes between two halls, both ways the same; pairs that are not named take
    `walk`. Turns begin on multiples of `grid` minutes, or with a show. `patience` is how long a
    batch may stand about before somebody should know.
    """

    parties: tuple[Party, ...]
    stations: tuple[Station, ...]
    guides: tuple[Guides, ...] = ()
    walk: int = 0
    walks: tuple[tuple[int, int, int], ...] = ()
    grid: int = 30
    patience: int = 45

    def station(self, hall: int) -> Station | None:
        return next((s for s in self.stations if s.hall == hall), None)

    def between(self, one: int, other: int) -> int:
        """Minutes on foot between two halls; none within a hall."""
        if one == other:
            return 0
        for first, second, minutes in self.walks:
            if {first, second} == {one, other}:
                return minutes
        return self.walk

    def guides_at(self, minute: Minute) -> int | None:
        """Guides free at a minute; None where nobody counts them."""
        if not self.guides:
            return None
        return next((g.count for g in reversed(self.guides) if g.starts <= minute), 0)


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """A batch in a hall for a while, half-open."""

    starts: Minute
    ends: Minute
    batch: BatchKey
    hall: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """All turns of a day, in the order of time."""

    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(cls, turns: "list[Turn]") -> "Timetable":
        return cls(tuple(sorted(turns)))

    def of_batch(self, batch: BatchKey) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.batch == batch)

    def by_batch(self) -> Mapping[BatchKey, list[Turn]]:
        found: dict[BatchKey, list[Turn]] = defaultdict(list)
        for turn in self.turns:
            found[turn.batch].append(turn)
        return found

    def leaves(self, booking: int) -> Minute | None:
        """When a party goes: with the last of its batches."""
        return max(
            (turn.ends for turn in self.turns if turn.batch.booking == booking), default=None
        )

    def with_turn(self, old: Turn, new: Turn) -> "Timetable":
        return Timetable.of([new if turn == old else turn for turn in self.turns])


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that a timetable does not keep: a code and facts; `words.py` has the sentences.

    A `soft` one may be accepted by whoever answers for the day.
    """

    code: str
    batches: tuple[BatchKey, ...] = ()
    hall: int | None = None
    at: Minute | None = None
    facts: Mapping[str, int] = field(default_factory=dict)
    soft: bool = False


class Outcome(StrEnum):
    """How solving a day ended."""

    SOLVED = "solved"
    IMPOSSIBLE = "impossible"
    GAVE_UP = "gave_up"


class Limit(StrEnum):
    """What ended a solving before its proof. Work is counted, so the same day ends the same."""

    WORK = "work"
    CLOCK = "clock"


class Family(StrEnum):
    """What could give way when a day cannot be arranged."""

    SHOWS = "shows"
    ROOM = "room"
    GUIDES = "guides"
    LUNCH = "lunch"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Relief:
    """One thing that could be given to make a day possible.

    `hall`, `at` and `until` say where and when, `booking` whose stay, `amount` how much: pupils,
    guides or minutes; batches where `of_batches` says so.
    """

    family: Family
    amount: int
    hall: int | None = None
    at: Minute | None = None
    until: Minute | None = None
    booking: int | None = None
    of_batches: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """Reliefs that together make a day possible, with what they cost."""

    cost: int
    reliefs: tuple[Relief, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver says about a day.

    `value` is the sum over batches of the grid steps they stay; `bound` is the least that any
    timetable could reach. They are equal when the timetable is proven best; else `limit` ended the
    search. An impossible day has `ways` out, cheapest first, or `obstacles` that none removes.
    """

    outcome: Outcome
    timetable: Timetable = Timetable()
    value: int | None = None
    bound: int | None = None
    limit: Limit | None = None
    ways: tuple[Way, ...] = ()
    obstacles: tuple[Breach, ...] = ()

    @property
    def proven(self) -> bool:
        return self.value is not None and self.value == self.bound


def steps_stayed(day: Day, timetable: Timetable) -> int:
    """What a timetable is judged better by: steps of the grid that batches are inside, all added.

    A party stays until its last batch is ready, so each of its batches counts as long as the
    longest. Parties without a turn count nothing.
    """
    total = 0
    for party in day.parties:
        leaves = timetable.leaves(party.booking)
        if leaves is not None:
            total += len(party.batches) * (-(-leaves // day.grid) - party.arrives // day.grid)
    return total
