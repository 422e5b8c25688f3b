"""A school's own timetable: where each batch is at each time, and where they meet and walk."""

from dataclasses import dataclass

from outreach.booking.desk import Line
from outreach.planning.model import BatchKey, Minute, Party, Turn
from outreach.planning.queries import Edition, VenueDay


@dataclass(frozen=True, slots=True)
class Leg:
    """A turn, and how long it takes to walk there from the one before."""

    turn: Turn
    walk: int


@dataclass(frozen=True, slots=True)
class BatchSheet:
    number: int
    pupils: int
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a school gets in hand."""

    line: Line
    arrives: Minute
    leaves: Minute
    batches: tuple[BatchSheet, ...]


def sheet_of(found: VenueDay, edition: Edition, booking: int) -> Sheet | None:
    """A booking's part of an edition; None when it was made for other numbers or another hour."""
    party = next((p for p in found.day.parties if p.booking == booking), None)
    line = found.lines.get(booking)
    if party is None or line is None or not _still_holds(edition, party):
        return None
    leaves = edition.timetable.leaves(booking)
    if leaves is None:
        return None
    batches = []
    for batch in party.batches:
        turns = edition.timetable.of_batch(BatchKey(booking, batch.number))
        legs = tuple(
            Leg(turn, found.day.between(before.hall, turn.hall) if before else 0)
            for before, turn in zip((None, *turns), turns, strict=False)
        )
        batches.append(BatchSheet(batch.number, batch.pupils, legs))
    return Sheet(line, party.arrives, leaves, tuple(batches))


def _still_holds(edition: Edition, party: Party) -> bool:
    """Whether an edition was made for just this group; a place that is gone is never shown."""
    made_for = [line for line in edition.batches if line[0] == party.booking]
    stands = [[party.booking, party.arrives, batch.number, batch.pupils] for batch in party.batches]
    return made_for == stands
