"""Reading the ledger for statistical returns: flat lines, and what lists behind a cell show."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger.conditions import counting, of_city, touching, within
from outreach.ledger.model import Activity, Label
from outreach.ledger.queries import activity
from outreach.ledger.return_model import Fact
from outreach.ledger.tables import ActivityDayRow, ActivityLabelRow, ActivityRow, PartnerRow

NO_LABELS = frozenset[Label]()


COLUMNS = (
    ActivityRow.id,
    ActivityRow.revision,
    ActivityRow.number,
    ActivityRow.day,
    ActivityRow.kind,
    ActivityRow.audience,
    ActivityRow.county_code,
    ActivityRow.venue_id,
    ActivityRow.school_id,
    ActivityRow.own_programme,
    ActivityRow.onsite,
    ActivityRow.onsite_pupils,
    ActivityRow.online,
    ActivityRow.minutes,
    ActivityRow.until_day,
    ActivityRow.kilometres,
    ActivityRow.volunteers,
    ActivityRow.volunteer_hours,
    ActivityRow.counted_daily,
)


def facts(
    tx: Tx,
    *,
    period: Days,
    city_code: str | None = None,
    county_code: str | None = None,
    venue_id: int | None = None,
) -> list[Fact]:
    """Every activity that counts in the period, in the order of days: four statements.

    Read it in `reading()`, where all of them see the same moment.
    """
    whose = [counting(), *_whose(city_code, county_code, venue_id)]
    wanted = [*whose, *touching(period)]
    labels = _labels(tx, wanted)
    partners = _partners(tx, wanted)
    found = [
        _fact(row, labels.get(row.id, NO_LABELS), partners.get(row.id, 0))
        for row in tx.execute(select(*COLUMNS).where(*whose, *within(period, ActivityRow.day)))
    ]
    found += _counted_by_day(tx, whose, period, labels, partners)
    found.sort(key=_in_order)
    return found


def _in_order(fact: Fact) -> tuple[date, int, int]:
    return fact.day, fact.id, fact.month


def _fact(row: Any, labels: frozenset[Label], partners: int) -> Fact:
    last = row.until_day or row.day
    return Fact(
        id=row.id,
        revision=row.revision,
        number=row.number,
        day=row.day,
        kind=row.kind,
        audience=row.audience,
        county_code=row.county_code,
        venue_id=row.venue_id,
        school_id=row.school_id,
        partners=partners,
        own_programme=row.own_programme,
        labels=labels,
        onsite=None if row.counted_daily else row.onsite,
        pupils=None if row.counted_daily else row.onsite_pupils,
        online=row.online,
        minutes=row.minutes,
        days=(last - row.day).days + 1,
        kilometres=row.kilometres,
        volunteers=row.volunteers,
        volunteer_hours=row.volunteer_hours,
    )


def _counted_by_day(
    tx: Tx,
    whose: list[ColumnElement[bool]],
    period: Days,
    labels: Mapping[int, frozenset[Label]],
    partners: Mapping[int, int],
) -> list[Fact]:
    """The people of activities of several days, month by month."""
    rows: Any = tx.execute(
        select(*COLUMNS, ActivityDayRow.day, ActivityDayRow.onsite, ActivityDayRow.onsite_pupils)
        .join(ActivityDayRow, ActivityDayRow.activity_id == ActivityRow.id)
        .where(*whose, *within(period, ActivityDayRow.day))
        .order_by(ActivityRow.id, ActivityDayRow.day)
    )
    found: dict[tuple[int, int], Fact] = {}
    for row in rows:
        day, onsite, pupils = row[-3:]
        month = day.year * 100 + day.month
        fact = found.get((row.id, month))
        if fact is None:
            whole = _fact(row, labels.get(row.id, NO_LABELS), partners.get(row.id, 0))
            fact = whole._replace(day=day, month=month, onsite=0, pupils=None)
        if pupils is not None:
            fact = fact._replace(pupils=(fact.pupils or 0) + pupils)
        found[row.id, month] = fact._replace(onsite=(fact.onsite or 0) + onsite)
    return list(found.values())


def _whose(
    city_code: str | None, county_code: str | None, venue_id: int | None
) -> Iterator[ColumnElement[bool]]:
    if city_code is not None:
        yield of_city(ActivityRow.county_code, city_code)
    if county_code is not None:
        yield ActivityRow.county_code == county_code
    if venue_id is not None:
        yield ActivityRow.venue_id == venue_id


def _labels(tx: Tx, wanted: list[ColumnElement[bool]]) -> dict[int, frozenset[Label]]:
    """Equal sets are one object: there are few kinds of them among many records."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for activity_id, label in tx.execute(
        select(ActivityLabelRow.activity_id, ActivityLabelRow.label)
        .join(ActivityRow, ActivityRow.id == ActivityLabelRow.activity_id)
        .where(*wanted)
        .order_by(ActivityLabelRow.activity_id, ActivityLabelRow.label)
    ):
        found[activity_id].append(label)
    sets: dict[tuple[str, ...], frozenset[Label]] = {}
    return {
        activity_id: sets.setdefault(tuple(told), frozenset(map(Label, told)))
        for activity_id, told in found.items()
    }


def _partners(tx: Tx, wanted: list[ColumnElement[bool]]) -> dict[int, int]:
    rows = tx.execute(
        select(PartnerRow.activity_id, func.count())
        .join(ActivityRow, ActivityRow.id == PartnerRow.activity_id)
        .where(*wanted)
        .group_by(PartnerRow.activity_id)
    )
    return {activity_id: partners for activity_id, partners in rows}  # noqa: C416 - typed rows


def activities_by_id(tx: Tx, ids: Collection[int]) -> dict[int, Activity]:
    """Records as they are now, whatever has become of them since they were counted."""
    rows = tx.scalars(select(ActivityRow).where(ActivityRow.id.in_(ids)))
    return {row.id: activity(row) for row in rows}
