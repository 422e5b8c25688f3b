"""Reading a county's sheet: the board's own figures, the list of next visits, and the wishes."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import queries as ledger
from outreach.ledger.model import EVERYTHING, Filter, State
from outreach.outlook import priority
from outreach.outlook import queries as outlook
from outreach.outlook.model import Candidate
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import County, School, Travel
from outreach.reach import periods, trend_queries
from outreach.reach import queries as reach
from outreach.reach.board import build
from outreach.reach.model import Board, Reach
from outreach.reach.periods import PeriodChoice
from outreach.scorecard import likeness
from outreach.scorecard.card import Card
from outreach.scorecard.model import Late, Spread, Waiting, Yardstick
from outreach.wishes import queries as wishes
from outreach.workspaces import queries as workspaces

LONG_AGO = 24
TERMS = 6
FOLLOWING = 3


def card(tx: Tx, county: County, *, today: date) -> Card:
    """Everything on a county's sheet; three dozen statements, however many schools there are."""
    days = periods.period(PeriodChoice.TWELVE_MONTHS, today=today).days
    ways = province.travel_to_museum(tx)
    alike = likeness.nearest(county.code, _likeness_facts(tx, ways))
    these = reach.facts(tx, days=days, county_codes=[county.code, *alike])
    board = build(these, days=days, today=today)
    candidates = outlook.candidates(tx, outlook.part_of([county]), today=today)
    off = outlook.put_off(tx, today=today)
    ranking = priority.rank(
        (one for one in candidates if one.school_id not in off),
        weights=outlook.weights(tx),
        top=outlook.TOP,
    )
    first = ranking.lines[:FOLLOWING]
    forgotten = [one for one in candidates if one.months is None or one.months >= LONG_AGO]
    named = school_queries.schools_by_id(
        tx,
        [line.candidate.school_id for line in first] + [one.school_id for one in forgotten],
    )
    found, overdue = wishes.open_in(tx, county.code, today=today)
    mine = next(one.reach for one in board.counties if one.county.code == county.code)
    return Card(
        county=county,
        days=days,
        reach=mine,
        band=ways[county.code].band,
        hours=ways[county.code].hours,
        wishes=found,
        late=_late(tx, county, wishes=overdue, today=today),
        never=_never(forgotten, named),
        long_ago=_long_ago(forgotten, named),
        townships=_townships(forgotten, named),
        following=tuple((line, named[line.candidate.school_id]) for line in first),
        alike=[board.county(code) for code in alike],
        spreads=tuple(_spreads(board, mine, alike)),
        terms=trend_queries.trend_of(
            tx, periods.latest_terms(today, TERMS), today=today, county_code=county.code
        ),
    )


def _late(tx: Tx, county: County, *, wishes: int, today: date) -> Late:
    """Unanswered wishes, activities whose day is over without an outcome, tasks sent down."""
    over = Filter(
        period=Days(outlook.BEGINNING, today),
        county_code=county.code,
        states=(State.PLANNED,),
    )
    duties = workspaces.duties_by_county(tx, [county.code], today=today)
    return Late(
        wishes=wishes,
        plans=ledger.listed(tx, over, sight=EVERYTHING, size=1).total,
        tasks=duties[county.code].late if county.code in duties else 0,
    )


def _likeness_facts(tx: Tx, ways: Mapping[str, Travel]) -> dict[str, tuple[float, float]]:
    """Children of the census and hours, known of every county without its ledger."""
    return {
        county.code: (county.age5_9 + county.age10_14, ways[county.code].hours)
        for county in province.counties(tx)
    }


def _never(forgotten: Sequence[Candidate], named: Mapping[int, School]) -> tuple[Waiting, ...]:
    never = [one for one in forgotten if one.months is None]
    never.sort(key=lambda one: (-(one.pupils or 0), one.school_id))
    return tuple(Waiting(named[one.school_id], None) for one in never)


def _long_ago(forgotten: Sequence[Candidate], named: Mapping[int, School]) -> tuple[Waiting, ...]:
    found = sorted(
        (-one.months, -(one.pupils or 0), one.school_id)
        for one in forgotten
        if one.months is not None
    )
    return tuple(Waiting(named[school_id], -months) for months, _, school_id in found)


def _townships(
    forgotten: Sequence[Candidate], named: Mapping[int, School]
) -> tuple[tuple[str, int], ...]:
    counted = Counter(
        name for one in forgotten if (name := named[one.school_id].township_name) is not None
    )
    return tuple(counted.most_common())


def _spreads(board: Board, mine: Reach, alike: Collection[str]) -> Iterator[Spread]:
    others = [one.reach for one in board.counties if one.county.code in alike]
    for yardstick in Yardstick:
        own = measured(mine, yardstick)
        known = [value for each in others if (value := measured(each, yardstick)) is not None]
        if own is not None and known:
            yield likeness.spread(yardstick, known, own)


def measured(reach: Reach, yardstick: Yardstick) -> float | None:
    """A county by one yardstick: shares from 0 to 1, contacts per thousand children."""
    match yardstick:
        case Yardstick.SCHOOLS:
            return reach.school_share
        case Yardstick.PEOPLE:
            return reach.share
        case Yardstick.CONTACTS:
            return reach.per_thousand
