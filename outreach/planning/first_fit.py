"""The timetable a person makes with a pencil: one batch after the other, each as early as it fits.

It is what the solver is measured against, and what stands on the board when solving gives up.
"""

from collections.abc import Iterable, Sequence

from outreach.planning.model import (
    CANTEEN,
    Batch,
    BatchKey,
    Day,
    Minute,
    Party,
    Station,
    Stop,
    Timetable,
    Turn,
)


def first_fit(day: Day) -> tuple[Timetable, int]:
    """The timetable, and how many turns found no place in it.

    Parties come by arrival, lunch first, then stops in the route's order. A turn that fits nowhere
    before its station closes is left out; a party may leave too late.
    """
    pencil = Pencil(day)
    for party in sorted(day.parties, key=lambda p: (p.arrives, p.booking)):
        for batch in party.batches:
            pencil.place(party, batch)
    return Timetable.of(pencil.turns), pencil.missing


class Pencil:
    """A timetable that grows turn by turn around those that are drawn already."""

    def __init__(self, day: Day, turns: Iterable[Turn] = ()) -> None:
        self.day = day
        self.turns = list(turns)
        self.missing = 0
        self.pupils = {
            BatchKey(p.booking, b.number): b.pupils for p in day.parties for b in p.batches
        }

    def place(self, party: Party, batch: Batch) -> None:
        key = BatchKey(party.booking, batch.number)
        mine: list[Turn] = []
        # Lunch first: it has only its hours, and everything else goes around it.
        stops = party.stops if party.in_order else sorted(party.stops, key=_not_lunch)
        for stop in stops:
            turn = self._earliest(party, key, stop, mine)
            if turn is None:
                self.missing += 1
            else:
                mine.append(turn)
                self.turns.append(turn)

    def place_in_order(self, party: Party, key: BatchKey, stops: Sequence[Stop]) -> None:
        """One batch through its stops in this order, none of them left out."""
        mine: list[Turn] = []
        for stop in stops:
            turn = self._earliest(party, key, stop, mine, after=mine[-1:])
            mine.append(turn or self._at_once(party, key, stop, mine[-1:]))
        self.turns += mine

    def _at_once(self, party: Party, key: BatchKey, stop: Stop, after: Sequence[Turn]) -> Turn:
        """As soon as the batch can be there, with the next show where there is one left."""
        ready = max([party.arrives, *(t.ends + self.day.between(t.hall, stop.hall) for t in after)])
        station = self.day.station(stop.hall)
        shows = [show for show in station.shows if show >= ready] if station else []
        starts = min(shows, default=-(-ready // self.day.grid) * self.day.grid)
        return Turn(starts, starts + stop.minutes, key, stop.hall)

    def _earliest(
        self,
        party: Party,
        key: BatchKey,
        stop: Stop,
        mine: list[Turn],
        *,
        after: Sequence[Turn] = (),
    ) -> Turn | None:
        station = self.day.station(stop.hall)
        if station is None:
            return None
        for starts in _starts(self.day, station, party.arrives, stop.minutes):
            turn = Turn(starts, starts + stop.minutes, key, stop.hall)
            before = mine if party.in_order else after
            in_order = all(t.ends <= starts for t in before)
            if in_order and self._free(turn, mine) and self._room(turn, station):
                return turn
        return None

    def _free(self, turn: Turn, mine: list[Turn]) -> bool:
        return all(
            turn.ends + self.day.between(turn.hall, other.hall) <= other.starts
            or other.ends + self.day.between(turn.hall, other.hall) <= turn.starts
            for other in mine
        )

    def _room(self, turn: Turn, station: Station) -> bool:
        size = self.pupils[turn.batch]
        if station.largest is not None and size > station.largest:
            return False
        met = [t for t in self.turns if t.starts < turn.ends and turn.starts < t.ends]
        moments = {turn.starts} | {t.starts for t in met if t.starts > turn.starts}
        moments |= {g.starts for g in self.day.guides if turn.starts < g.starts < turn.ends}
        return all(self._holds(turn, station, met, size, at) for at in moments)

    def _holds(self, turn: Turn, station: Station, met: list[Turn], size: int, at: Minute) -> bool:
        now = [t for t in met if t.starts <= at < t.ends]
        here = [t for t in now if t.hall == turn.hall]
        if station.exclusive and here:
            return False
        if sum(self.pupils.get(t.batch, 0) for t in here) + size > station.capacity:
            return False
        free = self.day.guides_at(at)
        if not station.guided or free is None:
            return True
        guided = {s.hall for s in self.day.stations if s.guided}
        return sum(t.hall in guided for t in now) < free


def _not_lunch(stop: Stop) -> bool:
    return stop.hall != CANTEEN


def _starts(day: Day, station: Station, arrives: Minute, minutes: int) -> list[Minute]:
    first = max(arrives, station.opens)
    last = station.closes - minutes
    if station.shows:
        return [show for show in station.shows if first <= show <= last]
    return list(range(-(-first // day.grid) * day.grid, last + 1, day.grid))
