"""From bookings, halls and rotation rules to the day that is arranged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time

from outreach.booking.batches import split
from outreach.booking.desk import Line
from outreach.catalogue.model import Opening, Programme, Venue
from outreach.planning.model import (
    CANTEEN,
    MIDNIGHT,
    Batch,
    Day,
    Guides,
    Minute,
    Party,
    Station,
    Stop,
)

GRIDS = (30, 15, 10, 5)
MANY_STARTS = 20_000
"""Starts that could be; a day with more is looked at on a coarser grid."""


@dataclass(frozen=True, slots=True)
class Lunch:
    """Lunch for groups that stay over noon: when, how long, for how many at once."""

    opens: time
    closes: time
    minutes: int
    places: int


@dataclass(frozen=True, slots=True)
class RotationRules:
    """What a venue has decided about its days; the defaults hold where nothing is decided."""

    walk: int = 5
    extra_stay: int = 60
    after_closing: int = 0
    patience: int = 45
    lunch: Lunch | None = None
    shows: Mapping[int, tuple[time, ...]] = field(default_factory=dict)
    unguided: frozenset[int] = frozenset()
    walks: Mapping[tuple[int, int], int] = field(default_factory=dict)
    guides: tuple[tuple[time, int], ...] = ()
    ordered: frozenset[int] = frozenset()
    """Programmes whose halls are seen in the route's order."""


def minute_of(clock: time) -> Minute:
    return clock.hour * 60 + clock.minute


def clock_of(minute: Minute) -> time:
    """The clock of a minute of the day; the last one of the day for anything later."""
    minute = min(minute, MIDNIGHT - 1)
    return time(minute // 60, minute % 60)


def make_day(
    lines: Iterable[Line],
    *,
    venue: Venue,
    hours: Sequence[Opening],
    rules: RotationRules,
    guides: tuple[Guides, ...] | None = None,
) -> Day:
    """The day's groups and halls. Without `guides` those of the rules are counted."""
    parties = tuple(
        party_of(line, hours=hours, rules=rules)
        for line in sorted(lines, key=lambda line: (line.booking.starts, line.booking.id))
        if line.programme.stops
    )
    stations = tuple(_stations(venue, hours, rules))
    by_rule = tuple(Guides(minute_of(starts), count) for starts, count in rules.guides)
    day = Day(
        parties=parties,
        stations=stations,
        guides=by_rule if guides is None else guides,
        walk=rules.walk,
        walks=tuple(sorted((a, b, minutes) for (a, b), minutes in rules.walks.items())),
        patience=rules.patience,
    )
    return replace(day, grid=grid_for(day))


def party_of(line: Line, *, hours: Sequence[Opening], rules: RotationRules) -> Party:
    """A booking as a party; its group is split by its programme's batch size."""
    programme, booking = line.programme, line.booking
    arrives = minute_of(booking.starts)
    lunch = rules.lunch if _eats(arrives, programme, rules.lunch) else None
    leaves_by = arrives + programme.minutes + rules.extra_stay + (lunch.minutes if lunch else 0)
    closing = [
        minute_of(o.closes) + rules.after_closing
        for o in hours
        if o.opens <= booking.starts < o.closes
    ]
    sizes = split(booking.group.pupils, at_most=programme.batch_size)
    return Party(
        booking=booking.id,
        arrives=arrives,
        leaves_by=min([leaves_by, MIDNIGHT, *closing]),
        stops=(*_stops(programme), *([Stop(CANTEEN, lunch.minutes)] if lunch else [])),
        batches=tuple(Batch(number, pupils) for number, pupils in enumerate(sizes, 1)),
        in_order=programme.id in rules.ordered and lunch is None,
    )


def _stops(programme: Programme) -> list[Stop]:
    """A hall that a route enters twice is seen in one go."""
    minutes: dict[int, int] = {}
    for stop in programme.stops:
        minutes[stop.hall.id] = minutes.get(stop.hall.id, 0) + stop.minutes
    return [Stop(hall, spent) for hall, spent in minutes.items()]


def _eats(arrives: Minute, programme: Programme, lunch: Lunch | None) -> bool:
    """Who comes before lunch and is ready too late to eat afterwards eats here."""
    return (
        lunch is not None
        and arrives < minute_of(lunch.opens)
        and arrives + programme.minutes > minute_of(lunch.closes) - lunch.minutes
    )


def _stations(venue: Venue, hours: Sequence[Opening], rules: RotationRules) -> Iterable[Station]:
    opens = min((minute_of(o.opens) for o in hours), default=0)
    closes = max((minute_of(o.closes) for o in hours), default=MIDNIGHT) + rules.after_closing
    for hall in venue.halls:
        yield Station(
            hall=hall.id,
            capacity=hall.capacity,
            opens=opens,
            closes=closes,
            exclusive=hall.exclusive,
            largest=hall.largest_group,
            shows=tuple(minute_of(show) for show in sorted(rules.shows.get(hall.id, ()))),
            guided=hall.id not in rules.unguided,
        )
    if rules.lunch is not None:
        yield Station(
            hall=CANTEEN,
            capacity=rules.lunch.places,
            opens=minute_of(rules.lunch.opens),
            closes=minute_of(rules.lunch.closes),
            guided=False,
        )


def grid_for(day: Day) -> int:
    """The widest grid that everything falls on; a coarser one where there would be too many starts.

    Five minutes where stops, walks, arrivals or shows ask for it: nobody gains by leaving two
    minutes earlier, and people cannot follow it.
    """
    exact = {party.arrives for party in day.parties}
    exact |= {stop.minutes for party in day.parties for stop in party.stops}
    exact |= {day.walk, *(minutes for *_pair, minutes in day.walks)}
    grid = next((g for g in GRIDS if all(minutes % g == 0 for minutes in exact)), GRIDS[-1])
    stays = sum(len(p.batches) * len(p.stops) * (p.leaves_by - p.arrives) for p in day.parties)
    wide_enough = [g for g in reversed(GRIDS) if g >= grid and stays // g <= MANY_STARTS]
    return wide_enough[0] if wide_enough else GRIDS[0]


def batches_of(day: Day) -> list[list[int]]:
    """For whom a day is arranged: when this differs, bookings have changed meanwhile."""
    return [
        [party.booking, party.arrives, batch.number, batch.pupils]
        for party in day.parties
        for batch in party.batches
    ]
