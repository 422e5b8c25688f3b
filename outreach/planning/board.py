"""A day as it is drawn: a line for each batch, time from left to right, and how full halls are."""

from collections.abc import Iterable
from dataclasses import dataclass

from outreach.planning.constraints import breaches
from outreach.planning.model import (
    CANTEEN,
    BatchKey,
    Breach,
    Day,
    Minute,
    Party,
    Timetable,
    Turn,
)
from outreach.planning.queries import Edition, VenueDay

HOUR = 60
STEP = 30
PIXELS = 2.05
"""A minute's width; a day of seven and a half hours fits a desk's screen of 1280."""
MARGIN, EDGE = 176, 72
"""Room for names on the left, and for the words of a departure on the right."""
HEAD, SCHOOL, LINE = 28, 26, 34
COLOURS = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A turn on the board; `colour` is its hall's, from 1, and 0 for lunch."""

    turn: Turn
    x: float
    y: float
    width: float
    colour: int
    wrong: bool


@dataclass(frozen=True, slots=True)
class BatchLine:
    key: BatchKey
    pupils: int
    y: float
    boxes: tuple[Box, ...]

    def at(self, hall: int) -> Turn | None:
        return next((box.turn for box in self.boxes if box.turn.hall == hall), None)


@dataclass(frozen=True, slots=True)
class PartyLines:
    """A school's group: when it comes and goes, and its batches."""

    party: Party
    y: float
    height: float
    comes: float
    goes: float | None
    leaves: Minute | None
    lines: tuple[BatchLine, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """The most pupils in a hall at once in each half-hour."""

    hall: int
    colour: int
    capacity: int
    peaks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Board:
    first: Minute
    last: Minute
    width: float
    height: float
    pixels: float
    hours: tuple[tuple[float, Minute], ...]
    parties: tuple[PartyLines, ...]
    loads: tuple[Load, ...]
    steps: tuple[Minute, ...]
    breaches: tuple[Breach, ...]

    @property
    def hard(self) -> list[Breach]:
        return [breach for breach in self.breaches if not breach.soft]

    @property
    def soft(self) -> list[Breach]:
        return [breach for breach in self.breaches if breach.soft]


def draw(found: VenueDay, edition: Edition | None) -> Board:
    """The board of a day; empty lines while nothing is arranged yet."""
    day = found.day
    timetable = edition.timetable if edition else Timetable()
    wrong = tuple(breaches(day, timetable)) if edition else ()
    first, last = _span(day, timetable)
    colours = colours_of(day)
    accused = {(key, b.hall) for b in wrong if not b.soft for key in b.batches}
    drawn, y = [], float(HEAD)
    for party in day.parties:
        drawn.append(_party(party, timetable, y, first, colours, accused))
        y += drawn[-1].height
    return Board(
        first=first,
        last=last,
        width=MARGIN + round((last - first) * PIXELS, 1) + EDGE,
        pixels=PIXELS,
        height=y + 4,
        hours=tuple((_x(m, first), m) for m in range(first, last + 1, HOUR)),
        parties=tuple(drawn),
        loads=tuple(_loads(day, timetable, first, last, colours)),
        steps=tuple(range(first, last, STEP)),
        breaches=wrong,
    )


def colours_of(day: Day) -> dict[int, int]:
    """A colour for each hall in the venue's order; they come round again after the sixth."""
    halls = [station.hall for station in day.stations if station.hall != CANTEEN]
    return {hall: 1 + place % COLOURS for place, hall in enumerate(halls)} | {CANTEEN: 0}


def _span(day: Day, timetable: Timetable) -> tuple[Minute, Minute]:
    """Whole hours around everything that happens."""
    begins = [p.arrives for p in day.parties] + [t.starts for t in timetable.turns]
    ends = [p.leaves_by for p in day.parties] + [t.ends for t in timetable.turns]
    first = min(begins, default=9 * HOUR) // HOUR * HOUR
    return first, max(-(-max(ends, default=17 * HOUR) // HOUR) * HOUR, first + HOUR)


def _x(minute: Minute, first: Minute) -> float:
    return round(MARGIN + (minute - first) * PIXELS, 1)


def _party(
    party: Party,
    timetable: Timetable,
    y: float,
    first: Minute,
    colours: dict[int, int],
    accused: set[tuple[BatchKey, int | None]],
) -> PartyLines:
    lines = []
    for row, batch in enumerate(party.batches):
        key = BatchKey(party.booking, batch.number)
        top = y + SCHOOL + row * LINE
        boxes = tuple(
            Box(
                turn=turn,
                x=_x(turn.starts, first),
                y=top,
                width=round((turn.ends - turn.starts) * PIXELS, 1),
                colour=colours.get(turn.hall, 0),
                wrong=(key, turn.hall) in accused or (key, None) in accused,
            )
            for turn in timetable.of_batch(key)
        )
        lines.append(BatchLine(key, batch.pupils, top, boxes))
    leaves = timetable.leaves(party.booking)
    return PartyLines(
        party=party,
        y=y,
        height=SCHOOL + len(party.batches) * LINE + 6,
        comes=_x(party.arrives, first),
        goes=None if leaves is None else _x(leaves, first),
        leaves=leaves,
        lines=tuple(lines),
    )


def _loads(
    day: Day, timetable: Timetable, first: Minute, last: Minute, colours: dict[int, int]
) -> Iterable[Load]:
    pupils = {BatchKey(p.booking, b.number): b.pupils for p in day.parties for b in p.batches}
    used = {stop.hall for party in day.parties for stop in party.stops}
    for station in day.stations:
        if station.hall not in used:
            continue
        here = [turn for turn in timetable.turns if turn.hall == station.hall]
        peaks = []
        for step in range(first, last, STEP):
            moments = {step, *(t.starts for t in here if step <= t.starts < step + STEP)}
            peaks.append(
                max(
                    sum(pupils.get(t.batch, 0) for t in here if t.starts <= moment < t.ends)
                    for moment in moments
                )
            )
        yield Load(station.hall, colours[station.hall], station.capacity, tuple(peaks))
