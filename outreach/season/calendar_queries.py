"""Reading the school calendar, public holidays and closures."""

from datetime import date

from sqlalchemy import or_, select

from outreach.catalogue.model import VenueId
from outreach.kernel.db import Tx
from outreach.province.model import Stage
from outreach.season import rules
from outreach.season.model import (
    Closure,
    PublicHoliday,
    SchoolBreak,
    SchoolCalendar,
    SchoolDay,
    Term,
)
from outreach.season.tables import ClosureRow, PublicHolidayRow, SchoolBreakRow, TermRow


def holidays(tx: Tx, *, first: date, last: date) -> dict[date, PublicHoliday]:
    """Public days off and make-up days from `first` to `last`, both included."""
    rows = tx.scalars(
        select(PublicHolidayRow)
        .where(PublicHolidayRow.day >= first, PublicHolidayRow.day <= last)
        .order_by(PublicHolidayRow.day)
    )
    return {r.day: PublicHoliday(r.day, r.kind == "off", r.name, r.provisional) for r in rows}


def holiday_list_is_missing(tx: Tx, *, today: date) -> bool:
    """Whether to warn that next year's official list of holidays has not been entered."""
    year = today.year + 1
    known = holidays(tx, first=date(year, 1, 1), last=date(year, 12, 31))
    return rules.holiday_list_is_missing(year, holidays=known, today=today)


def terms(tx: Tx, *, city_code: str | None = None, stage: Stage | None = None) -> list[Term]:
    """Terms that stand, by first day; of one city or stage when given."""
    query = select(TermRow).where(TermRow.removed_at.is_(None))
    if city_code is not None:
        query = query.where(TermRow.city_code == city_code)
    if stage is not None:
        query = query.where(TermRow.stage == stage)
    rows = tx.scalars(query.order_by(TermRow.starts_on, TermRow.city_code, TermRow.id))
    return [_term(row) for row in rows]


def find_term(tx: Tx, term_id: int) -> Term | None:
    row = tx.get(TermRow, term_id)
    return None if row is None else _term(row)


def breaks(
    tx: Tx, *, city_code: str | None = None, stage: Stage | None = None
) -> list[SchoolBreak]:
    """Exam weeks and breaks that stand; with a city or stage those that concern it."""
    query = select(SchoolBreakRow).where(SchoolBreakRow.removed_at.is_(None))
    if city_code is not None:
        query = query.where(
            or_(SchoolBreakRow.city_code.is_(None), SchoolBreakRow.city_code == city_code)
        )
    if stage is not None:
        query = query.where(or_(SchoolBreakRow.stage.is_(None), SchoolBreakRow.stage == stage))
    rows = tx.scalars(query.order_by(SchoolBreakRow.starts_on, SchoolBreakRow.id))
    return [_school_break(row) for row in rows]


def find_school_break(tx: Tx, school_break_id: int) -> SchoolBreak | None:
    row = tx.get(SchoolBreakRow, school_break_id)
    return None if row is None else _school_break(row)


def school_calendar(
    tx: Tx, *, city_code: str, first: date, last: date, stage: Stage | None = None
) -> SchoolCalendar:
    """What `rules.school_day` needs to judge days from `first` to `last`, both included."""
    return SchoolCalendar(
        terms=tuple(terms(tx, city_code=city_code, stage=stage)),
        breaks=tuple(breaks(tx, city_code=city_code, stage=stage)),
        holidays=holidays(tx, first=first, last=last),
    )


def school_day(tx: Tx, *, day: date, city_code: str, stage: Stage) -> SchoolDay:
    """Whether schools of a city and stage are at school on one day, and why."""
    known = school_calendar(tx, city_code=city_code, stage=stage, first=day, last=day)
    return rules.school_day(day, city_code=city_code, stage=stage, calendar=known)


def closures(
    tx: Tx, *, venue_id: int, first: date | None = None, last: date | None = None
) -> list[Closure]:
    """A venue's closures that touch the days from `first` to `last`."""
    query = select(ClosureRow).where(
        ClosureRow.venue_id == venue_id, ClosureRow.removed_at.is_(None)
    )
    if first is not None:
        query = query.where(ClosureRow.ends_on >= first)
    if last is not None:
        query = query.where(ClosureRow.starts_on <= last)
    rows = tx.scalars(query.order_by(ClosureRow.starts_on, ClosureRow.id))
    return [_closure(row) for row in rows]


def find_closure(tx: Tx, closure_id: int) -> Closure | None:
    row = tx.get(ClosureRow, closure_id)
    return None if row is None else _closure(row)


def _term(row: TermRow) -> Term:
    return Term(
        id=row.id,
        city_code=row.city_code,
        stage=Stage(row.stage),
        name=row.name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        provisional=row.provisional,
    )


def _school_break(row: SchoolBreakRow) -> SchoolBreak:
    return SchoolBreak(
        id=row.id,
        city_code=row.city_code,
        stage=None if row.stage is None else Stage(row.stage),
        kind=row.kind,
        name=row.name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        provisional=row.provisional,
    )


def _closure(row: ClosureRow) -> Closure:
    return Closure(row.id, VenueId(row.venue_id), row.starts_on, row.ends_on, row.reason)
