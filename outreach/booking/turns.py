"""A site tour's batches take turns: while one is in the gallery, the other is in the classroom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from outreach.catalogue.model import Hall, Stop


@dataclass(frozen=True, slots=True)
class Part:
    """Pupils of one booking who move together."""

    booking_id: int
    pupils: int


@dataclass(frozen=True, slots=True)
class Turns:
    """Each batch with its parts, never above its cap; and whoever is too many for all of them."""

    batches: tuple[tuple[Part, ...], ...]
    waiting: tuple[Part, ...]


@dataclass
class _Batch:
    room: int
    parts: list[Part] = field(default_factory=list)

    def put(self, booking_id: int, pupils: int) -> None:
        if pupils:
            self.parts.append(Part(booking_id, pupils))
            self.room -= pupils


def take_turns(groups: Iterable[tuple[int, int]], *, batches: int, at_most: int) -> Turns:
    """Share groups (booking, pupils) out to batches of at most so many pupils.

    A group stays together where a batch has room for it, and is halved where none has. Larger
    groups choose first. What no batch can hold waits in another room.
    """
    shared = [_Batch(at_most) for _ in range(batches)]
    waiting = []
    for booking_id, pupils in sorted(groups, key=lambda group: -group[1]):
        fitting = [batch for batch in shared if batch.room >= pupils]
        if fitting:
            min(fitting, key=lambda batch: batch.room).put(booking_id, pupils)
            continue
        left = pupils
        roomy = sorted(shared, key=lambda batch: batch.room)
        for position, batch in enumerate(roomy):
            part = min(batch.room, -(-left // (batches - position)))
            batch.put(booking_id, part)
            left -= part
        if left:
            waiting.append(Part(booking_id, left))
    return Turns(tuple(tuple(batch.parts) for batch in shared), tuple(waiting))


@dataclass(frozen=True, slots=True)
class Turn:
    """From when to when, and which hall each batch is in."""

    starts: time
    ends: time
    halls: tuple[Hall, ...]


def timetable(stops: Sequence[Stop], *, starts: time, batches: int) -> list[Turn]:
    """Each batch begins at another stop, so that no two are in one hall; turns end together."""
    turns = []
    begins = datetime.combine(date.min, starts)
    for step in range(len(stops)):
        here = [stops[(step + batch) % len(stops)] for batch in range(batches)]
        ends = begins + timedelta(minutes=max(stop.minutes for stop in here))
        turns.append(Turn(begins.time(), ends.time(), tuple(stop.hall for stop in here)))
        begins = ends
    return turns
