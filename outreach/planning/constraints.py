"""Every promise a day's timetable must keep, by name.

The solver proposes; this module judges. It shares no code with the solver's encoding, so that a
mistake in one shows up in the other, and its breaches are what a coordinator reads when a move by
hand does not fit. Adding a promise is adding a function and its name to a tuple.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from outreach.planning.model import (
    BatchKey,
    Breach,
    Day,
    Minute,
    Party,
    Timetable,
    Turn,
)

Promise = Callable[[Day, Timetable], Iterator[Breach]]


def keys(party: Party) -> list[BatchKey]:
    return [BatchKey(party.booking, batch.number) for batch in party.batches]


def _pupils(day: Day) -> dict[BatchKey, int]:
    return {
        BatchKey(party.booking, batch.number): batch.pupils
        for party in day.parties
        for batch in party.batches
    }


def _at(turns: Iterable[Turn], minute: Minute) -> list[Turn]:
    return [turn for turn in turns if turn.starts <= minute < turn.ends]


def everything_seen(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """Each batch is once in each of its halls, for as long as planned, and nowhere else."""
    by_batch = timetable.by_batch()
    known = {key for party in day.parties for key in keys(party)}
    for party in day.parties:
        planned = sorted((stop.hall, stop.minutes) for stop in party.stops)
        for key in keys(party):
            had = sorted((turn.hall, turn.ends - turn.starts) for turn in by_batch.get(key, []))
            for hall in sorted({hall for hall, _ in {*planned, *had}}):
                if [p for p in planned if p[0] == hall] != [h for h in had if h[0] == hall]:
                    yield Breach("not-as-planned", (key,), hall)
    for key in sorted(by_batch.keys() - known):
        yield Breach("unknown-batch", (key,))


def not_before_arrival(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """No turn begins before the coach is there."""
    arrives = {party.booking: party.arrives for party in day.parties}
    for turn in timetable.turns:
        if turn.starts < arrives.get(turn.batch.booking, turn.starts):
            facts = {"arrives": arrives[turn.batch.booking]}
            yield Breach("before-arrival", (turn.batch,), turn.hall, turn.starts, facts)


def away_in_time(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """A school leaves as one, and not later than agreed."""
    for party in day.parties:
        leaves = timetable.leaves(party.booking)
        if leaves is not None and leaves > party.leaves_by:
            late = [t for t in timetable.turns if t.batch.booking == party.booking]
            batches = tuple(t.batch for t in late if t.ends > party.leaves_by)
            facts = {"leaves_by": party.leaves_by}
            yield Breach("leaves-late", tuple(dict.fromkeys(batches)), None, leaves, facts)


def one_place_at_a_time(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """A batch is in one hall at a time, and has the minutes it needs to walk to the next."""
    for key, turns in sorted(timetable.by_batch().items()):
        for one, other in pairwise(sorted(turns)):
            if other.starts < one.ends:
                yield Breach("two-places", (key,), other.hall, other.starts, {"other": one.hall})
            elif other.starts < one.ends + day.between(one.hall, other.hall):
                facts = {
                    "other": one.hall,
                    "walk": day.between(one.hall, other.hall),
                    "left": other.starts - one.ends,
                }
                yield Breach("no-time-to-walk", (key,), other.hall, other.starts, facts)


def hall_holds(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """No more pupils in a hall at once than it holds."""
    pupils = _pupils(day)
    for station in day.stations:
        here = [turn for turn in timetable.turns if turn.hall == station.hall]
        for minute in sorted({turn.starts for turn in here}):
            inside = _at(here, minute)
            total = sum(pupils.get(turn.batch, 0) for turn in inside)
            if total > station.capacity:
                facts = {"pupils": total, "capacity": station.capacity}
                batches = tuple(turn.batch for turn in inside)
                yield Breach("hall-too-full", batches, station.hall, minute, facts)


def one_batch_at_a_time(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """A lab or a lecture room belongs to one batch."""
    for station in day.stations:
        here = [turn for turn in timetable.turns if turn.hall == station.hall]
        for minute in sorted({turn.starts for turn in here}) if station.exclusive else ():
            inside = tuple(turn.batch for turn in _at(here, minute))
            if len(inside) > 1:
                yield Breach("hall-taken", inside, station.hall, minute)


def batch_fits(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """Larger batches than a hall takes pass it by."""
    pupils = _pupils(day)
    for turn in timetable.turns:
        station = day.station(turn.hall)
        size = pupils.get(turn.batch, 0)
        if station is not None and station.largest is not None and size > station.largest:
            facts = {"pupils": size, "largest": station.largest}
            yield Breach("batch-too-large", (turn.batch,), turn.hall, turn.starts, facts)


def with_the_show(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """Where there are shows, batches come when one begins."""
    for turn in timetable.turns:
        station = day.station(turn.hall)
        if station is not None and station.shows and turn.starts not in station.shows:
            nearest = min(station.shows, key=lambda show: (abs(show - turn.starts), show))
            yield Breach(
                "no-show-then", (turn.batch,), turn.hall, turn.starts, {"nearest": nearest}
            )


def while_open(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """Halls are open, and lunch is eaten when lunch is served."""
    for turn in timetable.turns:
        station = day.station(turn.hall)
        if station is None:
            continue
        if turn.starts < station.opens or turn.ends > station.closes:
            facts = {"opens": station.opens, "closes": station.closes}
            yield Breach("hall-closed", (turn.batch,), turn.hall, turn.starts, facts)


def guide_for_each(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """There is a guide for each batch in a hall that is guided."""
    guided = {station.hall for station in day.stations if station.guided}
    led = [turn for turn in timetable.turns if turn.hall in guided]
    moments = {turn.starts for turn in led} | {line.starts for line in day.guides}
    for minute in sorted(moments):
        free = day.guides_at(minute)
        inside = tuple(turn.batch for turn in _at(led, minute))
        if free is not None and len(inside) > free:
            facts = {"batches": len(inside), "guides": free}
            yield Breach("too-few-guides", inside, None, minute, facts)


def in_the_routes_order(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """Routes that tell a story are walked in their order."""
    by_batch = timetable.by_batch()
    for party in day.parties if timetable.turns else ():
        wanted = [stop.hall for stop in party.stops]
        for key in keys(party) if party.in_order else ():
            walked = [turn.hall for turn in sorted(by_batch.get(key, []))]
            if sorted(walked) == sorted(wanted) and walked != wanted:
                yield Breach("out-of-order", (key,))


def nobody_stands_about(day: Day, timetable: Timetable) -> Iterator[Breach]:
    """A batch that waits long, for a hall or for the others of its school: worth knowing."""
    arrives = {party.booking: party.arrives for party in day.parties}
    for key, turns in sorted(timetable.by_batch().items()):
        leaves = timetable.leaves(key.booking)
        ends = [arrives.get(key.booking, turns[0].starts), *(turn.ends for turn in turns)]
        begins = [*(turn.starts for turn in turns), leaves or turns[-1].ends]
        for free, busy in zip(ends, begins, strict=True):
            if busy - free > day.patience:
                yield Breach("long-wait", (key,), None, free, {"wait": busy - free}, soft=True)


HARD: tuple[Promise, ...] = (
    everything_seen,
    not_before_arrival,
    away_in_time,
    one_place_at_a_time,
    hall_holds,
    one_batch_at_a_time,
    batch_fits,
    with_the_show,
    while_open,
    guide_for_each,
    in_the_routes_order,
)
SOFT: tuple[Promise, ...] = (nobody_stands_about,)


def breaches(day: Day, timetable: Timetable) -> list[Breach]:
    """Everything that is wrong with a timetable; what may be accepted comes last."""
    return [breach for promise in (*HARD, *SOFT) for breach in promise(day, timetable)]


def keeps_every_promise(day: Day, timetable: Timetable) -> bool:
    return not any(breach for promise in HARD for breach in promise(day, timetable))
