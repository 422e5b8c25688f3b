"""Sums over the ledger, on the days on which people came.

The rule for what lasts several days: an activity counts once, in the period in which it begins.
Its people count on the days on which they were counted; where nobody counted day by day, all of
them count on the first day. So the figures of any periods that make up a longer one add up to it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger.conditions import counting, meant, visible, within
from outreach.ledger.model import EVERYTHING, Filter, Sight, Totals
from outreach.ledger.tables import ActivityDayRow, ActivityLabelRow, ActivityRow

Key = SQLColumnExpression[Any]
Keys = Callable[[SQLColumnExpression[date]], Sequence[Key]]
"""What to group by, for a column that says on which day people came."""

MEASURES = ("onsite", "onsite_pupils", "online")
MORE = ("minutes", "kilometres", "volunteers", "volunteer_hours")


class By(StrEnum):
    """What sums can be grouped by."""

    KIND = "kind"
    COUNTY = "county"
    LABEL = "label"
    LEAD = "lead"
    VENUE = "venue"
    OWN = "own"
    AUDIENCE = "audience"
    MONTH = "month"  # two keys: year and month


@dataclass(frozen=True, slots=True)
class Sum:
    """Sums of one group. `key` has one value for each thing grouped by, month has two.

    None is "no such thing": no activity of the group said anything. `activities` counts those that
    begin in the period; people count on the days on which they came.
    """

    key: tuple[Any, ...]
    activities: int
    onsite: int | None
    onsite_pupils: int | None
    online: int | None
    minutes: int | None
    kilometres: int | None
    volunteers: int | None
    volunteer_hours: int | None


def months(day: SQLColumnExpression[date]) -> tuple[Key, Key]:
    return func.extract("year", day), func.extract("month", day)


def grouped(
    keys: Keys,
    *,
    period: Days | None,
    where: Collection[ColumnElement[bool]] = (),
    measures: Sequence[str] = MEASURES,
    labels: bool = False,
) -> Select[*tuple[Any, ...]]:
    """Counted activities in groups: the keys, how many activities, then the measures' sums.

    Each of the two parts is summed up before they are put together, so that it stays as fast as
    one sum over the activities.
    """
    parts = [
        _part(_begun, ActivityRow.day, keys, measures, labels=labels).where(
            counting(), *where, *within(period, ActivityRow.day)
        ),
        _part(_by_day, ActivityDayRow.day, keys, measures, labels=labels).where(
            counting(), *where, *within(period, ActivityDayRow.day)
        ),
    ]
    both = union_all(*parts).subquery()
    named = [column for column in both.c if column.name.startswith("key")]
    return select(
        *named, func.sum(both.c.times), *(func.sum(both.c[name]) for name in measures)
    ).group_by(*named)


Measure = Callable[[str], ColumnElement[Any]]


def _part(
    measure: Measure,
    day: SQLColumnExpression[date],
    keys: Keys,
    measures: Sequence[str],
    *,
    labels: bool,
) -> Select[*tuple[Any, ...]]:
    grouping = list(keys(day))
    part: Select[*tuple[Any, ...]] = (
        select(
            *(key.label(f"key{place}") for place, key in enumerate(grouping)),
            measure("times").label("times"),
            *(measure(name).label(name) for name in measures),
        )
        .select_from(ActivityRow)
        .group_by(*grouping)
    )
    if day is ActivityDayRow.day:
        part = part.join(ActivityDayRow, ActivityDayRow.activity_id == ActivityRow.id)
    if labels:
        part = part.join(ActivityLabelRow, ActivityLabelRow.activity_id == ActivityRow.id)
    return part


def _begun(name: str) -> ColumnElement[Any]:
    """What counts on the first day: everything but people who were counted day by day."""
    if name == "times":
        return func.count()
    column = getattr(ActivityRow, name)
    if name in ("onsite", "onsite_pupils"):
        return func.sum(case((ActivityRow.counted_daily, null()), else_=column))
    return func.sum(column)


def _by_day(name: str) -> ColumnElement[Any]:
    """What counts on each day that has a number of its own: the people who came."""
    if name in ("onsite", "onsite_pupils"):
        return func.sum(getattr(ActivityDayRow, name))
    return cast(literal(0) if name == "times" else null(), BigInteger)


def totals_of(row: Sequence[Any]) -> Totals:
    """PostgreSQL answers sums as decimals, and nothing at all where every count is empty."""
    activities, onsite, pupils, online = (int(value or 0) for value in row)
    return Totals(activities=activities, onsite=onsite, onsite_pupils=pupils, online=online)


def totals(tx: Tx, *, period: Days | None, where: Iterable[ColumnElement[bool]] = ()) -> Totals:
    """Totals of everything that counts and is meant."""
    found = tx.execute(grouped(lambda _day: (), period=period, where=list(where))).one()
    return totals_of(found)


def sums(tx: Tx, wanted: Filter, *, by: Sequence[By], sight: Sight = EVERYTHING) -> list[Sum]:
    """Sums of what counts and is meant, in groups, in order of their keys; one statement.

    An activity with two labels is in two groups when labels are grouped by: those do not add up.
    One without label is in none of them.
    """
    keys = _keys(by)
    statement = grouped(
        keys,
        period=wanted.period,
        where=[visible(sight), *meant(wanted)],
        measures=(*MEASURES, *MORE),
        labels=By.LABEL in by,
    )
    count = len(keys(ActivityRow.day))
    found = [
        Sum(
            tuple(int(v) if isinstance(v, (float, Decimal)) else v for v in row[:count]),
            int(row[count]),
            *(None if value is None else int(value) for value in row[count + 1 :]),
        )
        for row in tx.execute(statement)
    ]
    return sorted(found, key=lambda each: tuple((v is None, v) for v in each.key))


def _keys(by: Sequence[By]) -> Keys:
    columns: dict[By, Key] = {
        By.KIND: ActivityRow.kind,
        By.COUNTY: ActivityRow.county_code,
        By.LABEL: ActivityLabelRow.label,
        By.LEAD: ActivityRow.lead,
        By.VENUE: ActivityRow.venue_id,
        By.OWN: ActivityRow.own_programme,
        By.AUDIENCE: ActivityRow.audience,
    }

    def keys(day: SQLColumnExpression[date]) -> list[Key]:
        found: list[Key] = []
        for each in by:
            found += months(day) if each is By.MONTH else [columns[each]]
        return found

    return keys
