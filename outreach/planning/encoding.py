"""A day as rows and columns for a mixed-integer solver; see docs/algorithms/rotation.md.

A column for each start a batch could have in a hall, and a staircase for each party: "still here in
this step", falling once. Every turn needs its step of the staircase, so a party's departure is the
sum of its stairs, and the relaxation already knows most of it.
"""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations

from outreach.planning.columns import Model, Start, Terms, total
from outreach.planning.model import (
    CANTEEN,
    BatchKey,
    Day,
    Family,
    Minute,
    Party,
    Relief,
    Station,
    Stop,
    Timetable,
    Turn,
)

HALF_HOUR = 30
LATER = 120
"""Minutes beyond the agreed departure that are looked at when a stay may give way."""
PRICES = {
    Family.SHOWS: 60,  # one more show
    Family.ROOM: 1,  # one more pupil at once
    Family.GUIDES: 20,  # one more guide for half an hour
    Family.LUNCH: 1,  # one more place at table
    Family.STAY: 1,  # one minute more for one batch
}
PRICE_OF_A_BATCH = 60
"""One more batch at once in a hall that takes one."""


class Encoding:
    """A day as a model; `giving` lets what a family protects give way, at a price."""

    def __init__(self, day: Day, giving: frozenset[Family] = frozenset()) -> None:
        self.day = day
        self.giving = giving
        self.model = Model()
        self.stations = {station.hall: station for station in day.stations}
        self.starts: dict[tuple[BatchKey, int], list[Start]] = {}
        self.stairs: dict[int, dict[int, int]] = {}
        self.reliefs: dict[int, tuple[Relief, int]] = {}
        self.extra: dict[tuple[int, Minute], int] = {}
        for party in day.parties:
            self._stairs(party)
        for party in day.parties:
            for batch in party.batches:
                self._batch(party, BatchKey(party.booking, batch.number), batch.pupils)
        self._halls()
        self._guides()

    # -- columns ---------------------------------------------------------------------------------

    def _latest(self, party: Party) -> Minute:
        return party.leaves_by + (LATER if Family.STAY in self.giving else 0)

    def _stairs(self, party: Party) -> None:
        """Still here in step k; falls once, and not before everything could be seen."""
        grid = self.day.grid
        first, last = party.arrives // grid, -(-self._latest(party) // grid)
        walks = [self.day.between(a.hall, b.hall) for a, b in combinations(party.stops, 2)]
        least = sum(s.minutes for s in party.stops) + min(walks, default=0) * (len(party.stops) - 1)
        surely = -(-(party.arrives + least) // grid)
        weight = len(party.batches)
        steps = {}
        for step in range(first, last):
            late = step * grid >= party.leaves_by
            cost = PRICES[Family.STAY] * grid * weight if late else weight
            if self.giving and not late:
                cost = 0
            steps[step] = self.model.column(cost=cost, lower=float(step < surely and not late))
        for step in range(first, last - 1):
            self.model.at_most({steps[step + 1]: 1, steps[step]: -1}, 0)
        self.stairs[party.booking] = steps

    def _batch(self, party: Party, key: BatchKey, pupils: int) -> None:
        for stop in party.stops:
            found = [
                Start(Turn(at, at + stop.minutes, key, stop.hall), self.model.column(), pupils)
                for at in self._possible(party, stop, pupils)
            ]
            self.starts[key, stop.hall] = found
            self.model.exactly({start.column: 1 for start in found}, 1)
            for start in found:
                show = self._show(start)
                if show is not None:
                    self.model.at_most({start.column: 1, show: -1}, 0)
        mine = [start for stop in party.stops for start in self.starts[key, stop.hall]]
        self._stay(party, mine)
        self._walk(party, key, mine)
        if party.in_order:
            self._order(party, key)

    def _possible(self, party: Party, stop: Stop, pupils: int) -> list[Minute]:
        station = self.stations.get(stop.hall)
        if station is None or (station.largest is not None and pupils > station.largest):
            return []
        first = max(party.arrives, station.opens)
        closes = station.closes
        if Family.STAY in self.giving and stop.hall != CANTEEN:
            closes += LATER
        last = min(self._latest(party), closes) - stop.minutes
        every = range(-(-first // self.day.grid) * self.day.grid, last + 1, self.day.grid)
        shows = {show for show in station.shows if first <= show <= last}
        if not station.shows:
            return list(every)
        return sorted(shows | set(every)) if Family.SHOWS in self.giving else sorted(shows)

    def _show(self, start: Start) -> int | None:
        """The column of an extra show that a start would need; None for shows there are."""
        hall, at = start.turn.hall, start.turn.starts
        station = self.stations[hall]
        if not station.shows or at in station.shows:
            return None
        if (hall, at) not in self.extra:
            relief = Relief(Family.SHOWS, 1, hall=hall, at=at)
            self.extra[hall, at] = self._relief(relief, PRICES[Family.SHOWS], most=1)
        return self.extra[hall, at]

    def _relief(self, relief: Relief, price: int, *, most: int) -> int:
        column = self.model.column(cost=price, upper=most)
        self.reliefs[column] = (relief, price)
        return column

    # -- rows of a batch -------------------------------------------------------------------------

    def _stay(self, party: Party, mine: list[Start]) -> None:
        """At most one turn at a time, and only while the party is still here."""
        steps = self.stairs[party.booking]
        grid = self.day.grid
        moments = {s.turn.starts for s in mine}
        moments |= {step * grid for step in steps}
        for minute in sorted(moments):
            terms = total(start for start in mine if start.covers(minute))
            stair = steps.get(minute // grid)
            if terms and stair is not None:
                self.model.at_most(terms | {stair: -1}, 0)

    def _walk(self, party: Party, key: BatchKey, mine: list[Start]) -> None:
        """The shortest walk from a hall in one row for all; longer ones pair by pair."""
        halls = [stop.hall for stop in party.stops]
        shortest = {
            a: min((self.day.between(a, b) for b in halls if b != a), default=0) for a in halls
        }
        moments = sorted({s.turn.starts for s in mine})
        if any(shortest.values()):
            for minute in moments:
                terms = total(s for s in mine if s.covers(minute, walk=shortest[s.turn.hall]))
                if len(terms) > 1:
                    self.model.at_most(terms, 1)
        for a, b in combinations(halls, 2):
            walk = self.day.between(a, b)
            if walk > min(shortest[a], shortest[b]):
                both = self.starts[key, a] + self.starts[key, b]
                for minute in sorted({s.turn.starts for s in both}):
                    terms = total(s for s in both if s.covers(minute, walk=walk))
                    if len(terms) > 1:
                        self.model.at_most(terms, 1)

    def _order(self, party: Party, key: BatchKey) -> None:
        """The next hall of a fixed order begins only after the one before has ended."""
        for one, other in zip(party.stops, party.stops[1:], strict=False):
            walk = self.day.between(one.hall, other.hall)
            before, after = self.starts[key, one.hall], self.starts[key, other.hall]
            for minute in sorted({s.turn.starts for s in after}):
                begun = total(s for s in after if s.turn.starts <= minute)
                ended = {s.column: -1.0 for s in before if s.turn.ends + walk <= minute}
                self.model.at_most(begun | ended, 0)

    # -- rows of the house -----------------------------------------------------------------------

    def _halls(self) -> None:
        by_hall: dict[int, list[Start]] = defaultdict(list)
        for (_key, hall), starts in self.starts.items():
            by_hall[hall] += starts
        for hall, starts in sorted(by_hall.items()):
            station = self.stations.get(hall)
            if station is not None:
                self._hall(station, starts)

    def _hall(self, station: Station, starts: list[Start]) -> None:
        family = Family.LUNCH if station.hall == CANTEEN else Family.ROOM
        more_pupils, more_batches = {}, {}
        if family in self.giving:
            relief = Relief(family, 0, hall=station.hall)
            more_pupils = {self._relief(relief, PRICES[family], most=5000): -1.0}
            if station.exclusive:
                relief = replace(relief, of_batches=True)
                column = self._relief(relief, PRICE_OF_A_BATCH, most=len(starts))
                more_batches = {column: -1.0}
        for minute in sorted({s.turn.starts for s in starts}):
            inside = [s for s in starts if s.covers(minute)]
            pupils: Terms = {s.column: float(s.pupils) for s in inside}
            self.model.at_most(pupils | more_pupils, station.capacity)
            if station.exclusive:
                self.model.at_most(total(inside) | more_batches, 1)

    def _guides(self) -> None:
        if not self.day.guides:
            return
        led = [
            start
            for (_key, hall), starts in self.starts.items()
            for start in starts
            if hall in self.stations and self.stations[hall].guided
        ]
        more: dict[int, int] = {}
        moments = {s.turn.starts for s in led} | {g.starts for g in self.day.guides}
        if Family.GUIDES in self.giving:  # what is missing is told by half-hours
            last = max((s.turn.ends for s in led), default=0)
            moments |= set(range(0, last, HALF_HOUR))
        for minute in sorted(moments):
            terms = total(s for s in led if s.covers(minute))
            free = self.day.guides_at(minute)
            if not terms or free is None:
                continue
            if Family.GUIDES in self.giving:
                half_hour = minute // HALF_HOUR * HALF_HOUR
                if half_hour not in more:
                    until = half_hour + HALF_HOUR
                    relief = Relief(Family.GUIDES, 0, at=half_hour, until=until)
                    more[half_hour] = self._relief(relief, PRICES[Family.GUIDES], most=len(terms))
                terms[more[half_hour]] = -1
            self.model.at_most(terms, free)

    # -- reading a solution ----------------------------------------------------------------------

    def timetable(self, values: list[float]) -> Timetable:
        return Timetable.of(
            [s.turn for starts in self.starts.values() for s in starts if values[s.column] > 0.5]
        )

    def given(self, values: list[float]) -> tuple[Relief, ...]:
        """What had to give way in a solution."""
        found = [
            replace(relief, amount=amount)
            for column, (relief, _price) in self.reliefs.items()
            if (amount := round(values[column]))
        ]
        found = joined(found)
        if Family.STAY in self.giving:
            timetable = self.timetable(values)
            for party in self.day.parties:
                late = (timetable.leaves(party.booking) or 0) - party.leaves_by
                if late > 0:
                    found.append(Relief(Family.STAY, late, booking=party.booking))
        return tuple(found)

    def values_of(self, timetable: Timetable) -> list[float]:
        """A timetable as a solution to begin with."""
        values = list(self.model.lower)
        for turn in timetable.turns:
            for start in self.starts[turn.batch, turn.hall]:
                if start.turn == turn:
                    values[start.column] = 1
        for party in self.day.parties:
            leaves = timetable.leaves(party.booking) or party.arrives
            for step, column in self.stairs[party.booking].items():
                if step * self.day.grid < leaves:
                    values[column] = 1
        return values


def joined(reliefs: list[Relief]) -> list[Relief]:
    """Neighbouring half-hours that want equally many guides, told as one."""
    told: list[Relief] = []
    for relief in sorted(reliefs, key=lambda r: (r.family, r.hall or 0, r.at or 0)):
        last = told[-1] if told else relief
        follows = relief.at is not None and last.until == relief.at
        if follows and replace(last, at=relief.at, until=relief.until) == relief:
            told[-1] = replace(last, until=relief.until)
        else:
            told.append(relief)
    return told
