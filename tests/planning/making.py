"""Days for the judge and the solver: valid by default, a test names only what matters to it."""

from dataclasses import replace
from typing import Any

from outreach.planning.model import (
    CANTEEN,
    Batch,
    BatchKey,
    Day,
    Guides,
    Party,
    Station,
    Stop,
    Timetable,
    Turn,
)

NINE = 9 * 60
HALL, CINEMA, LAB = 1, 2, 3
ONE, TWO, OTHER = BatchKey(1, 1), BatchKey(1, 2), BatchKey(2, 1)


def party(booking: int = 1, *, batches: tuple[int, ...] = (40, 40), **changes: Any) -> Party:
    """A school from nine to noon: an hour in the hall, half an hour in the cinema."""
    made = Party(
        booking=booking,
        arrives=NINE,
        leaves_by=NINE + 180,
        stops=(Stop(HALL, 60), Stop(CINEMA, 30)),
        batches=tuple(Batch(number, pupils) for number, pupils in enumerate(batches, 1)),
    )
    return replace(made, **changes)


def day(*parties: Party, **changes: Any) -> Day:
    """A hall for a hundred, a cinema with shows every half-hour, a lab for one batch, lunch."""
    made = Day(
        parties=parties or (party(),),
        stations=(
            Station(HALL, 100, NINE, NINE + 480),
            Station(CINEMA, 100, NINE, NINE + 480, shows=tuple(range(NINE, NINE + 480, 30)), guided=False),
            Station(LAB, 100, NINE, NINE + 480, exclusive=True, largest=50),
            Station(CANTEEN, 100, NINE + 150, NINE + 270, guided=False),
        ),
        guides=(Guides(NINE, 2),),
        walk=5,
        grid=5,
        patience=600,
    )  # fmt: skip
    return replace(made, **changes)


def turn(batch: BatchKey, hall: int, starts: int, minutes: int) -> Turn:
    """`starts` counts minutes from nine."""
    return Turn(NINE + starts, NINE + starts + minutes, batch, hall)


def good() -> Timetable:
    """Both batches of the one school: the hall first, then the cinema's half past ten."""
    return Timetable.of(
        [turn(key, hall, *when) for key in (ONE, TWO) for hall, when in ((HALL, (0, 60)), (CINEMA, (90, 30)))]
    )  # fmt: skip


def moved(batch: BatchKey, hall: int, starts: int) -> Timetable:
    """The good timetable with one turn at another time."""
    old = next(t for t in good().turns if (t.batch, t.hall) == (batch, hall))
    return good().with_turn(old, turn(batch, hall, starts, old.ends - old.starts))
