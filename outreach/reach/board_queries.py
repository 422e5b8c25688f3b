"""Reading what a board page draws besides its figures: dials, months, days, kinds, cold spots."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import board_model
from outreach.ledger import board_queries as ledger
from outreach.ledger.board_model import KindSum
from outreach.ledger.model import Filter, Kind
from outreach.ledger.sum_queries import Sum
from outreach.province.queries import code_changes, neighbours, travel_to_museum
from outreach.province.register_queries import townships_of_schools
from outreach.reach import dials, queries
from outreach.reach.board import Facts, build
from outreach.reach.clusters import Spot, spots
from outreach.reach.dials import Dials, Drives, Serves
from outreach.reach.divisions import Then, as_of
from outreach.reach.model import Board, Measure

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A board with everything that is drawn beside it."""

    board: Board
    dials: Dials
    kinds: Mapping[Kind, KindSum]
    months: Sequence[Month]
    by_month: Mapping[Month, int]
    """On-site contacts of every month that has begun."""
    by_city: Mapping[str, Mapping[Month, int]]
    days: Mapping[date, int]
    """Activities of each day that had any."""


def picture(tx: Tx, *, days: Days, today: date, city_code: str | None = None) -> Picture:
    """The province or one city; a dozen statements, however much happened."""
    facts = queries.facts(tx, days=days, city_code=city_code)
    board = build(facts, days=days, today=today)
    wanted = Filter(period=days, city_code=city_code)
    groups = ledger.breakdown(tx, wanted)
    months = ledger.by_county_and_month(tx, wanted)
    begun = Days.through(days.first, max(days.first, board.until))
    return Picture(
        board=board,
        dials=_dials(tx, facts, board, groups, wanted),
        kinds=board_model.by_kind(groups),
        months=list(dict.fromkeys((day.year, day.month) for day in begun)),
        by_month=_by_month(months),
        by_city={
            city.code: _by_month([m for m in months if m.key[0][:4] == city.code[:4]])
            for city in board.cities
        },
        days=ledger.by_day(tx, wanted),
    )


def _dials(tx: Tx, facts: Facts, board: Board, groups: Sequence[Sum], wanted: Filter) -> Dials:
    work = board_model.work(groups)
    return Dials(
        radiates=dials.radiates(
            board.counties,
            kinds=board_model.kinds_by_county(groups),
            bands={code: way.band for code, way in travel_to_museum(tx).items()},
            townships=townships_of_schools(tx, city_code=wanted.city_code),
            reached_schools=[school.id for school in facts.schools if facts.is_reached(school)],
        ),
        serves=Serves(board.whole, work),
        drives=Drives(work, ledger.joint(tx, wanted)),
    )


def _by_month(groups: Sequence[Sum]) -> dict[Month, int]:
    found: defaultdict[Month, int] = defaultdict(int)
    for group in groups:
        _county, year, month = group.key
        found[year, month] += group.onsite or 0
    return dict(found)


def cold_spots(tx: Tx, board: Board, *, measure: Measure) -> list[Spot]:
    """Counties that are low together with their neighbours, with few false alarms among them.

    By the measure that the tiles show; for the wait, long is cold. Only among all counties.
    """
    values = {}
    for one in board.counties:
        value = one.reach.value(measure)
        if measure is Measure.WAIT:
            value = -float(LONGEST_WAIT if value is None else min(value, LONGEST_WAIT))
        if value is not None:
            values[one.county.code] = float(value)
    return [spot for spot in spots(values, neighbours(tx)) if spot.z < 0]


def names_then(tx: Tx, board: Board) -> dict[str, Then]:
    """What the counties of a board were called at the end of its period."""
    today = {one.county.code: one.county.name for one in board.counties}
    return as_of(board.days.last.year, today, code_changes(tx))


LONGEST_WAIT = 60
"""Months; who was never reached is taken to have waited five years."""
