"""Reading wishes and plans."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from outreach.accounts.model import Person, Role
from outreach.kernel.db import Tx
from outreach.wishes.model import (
    OPEN,
    Plan,
    Step,
    Told,
    Verb,
    Want,
    WayKind,
    Wish,
    WishId,
    WishState,
    number_of,
)
from outreach.wishes.tables import WishPlanRow, WishRow, WishStepRow


def wish(row: WishRow) -> Wish:
    return Wish(
        id=WishId(row.id),
        number=number_of(row.id, row.placed_at),
        school_id=row.school_id,
        county_code=row.county_code,
        told=Told(
            want=Want(row.want),
            grade=row.grade,
            pupils=row.pupils,
            adults=row.adults,
            week_from=row.week_from,
            week_to=row.week_to,
            topic=row.topic,
            first=row.first,
            second=row.second,
        ),
        state=WishState(row.state),
        placed_by=row.placed_by,
        placed_at=row.placed_at,
        answer_by=row.answer_by,
        moves_at=row.moves_at,
        plan_id=row.plan_id,
        words=row.words,
        reason=row.reason,
        activity_id=row.activity_id,
        revision=row.revision,
    )


def find_wish(tx: Tx, wish_id: int) -> Wish | None:
    row = tx.get(WishRow, wish_id, populate_existing=True)
    return wish(row) if row is not None else None


def find_by_token(tx: Tx, *, placed_by: int, token: str) -> Wish | None:
    row = tx.scalar(select(WishRow).where(WishRow.placed_by == placed_by, WishRow.token == token))
    return wish(row) if row is not None else None


def _in_scope(person: Person) -> ColumnElement[bool] | None:
    """The wishes that are somebody's business, as part of the query; None: all of them."""
    if person.runs_the_province:
        return None
    return or_(
        WishRow.school_id.in_([int(s) for s in person.scopes(Role.TEACHER)]),
        WishRow.county_code.in_(sorted(person.scopes(Role.COUNTY))),
        *(WishRow.county_code.startswith(code[:4]) for code in sorted(person.scopes(Role.CITY))),
    )


def wishes_for(
    tx: Tx,
    person: Person,
    *,
    states: Collection[WishState] = tuple(WishState),
    ids: Collection[int] | None = None,
    limit: int = 200,
) -> list[Wish]:
    """What somebody may see, those waiting longest first."""
    query: Select[WishRow] = select(WishRow).where(WishRow.state.in_(states))
    scope = _in_scope(person)
    if scope is not None:
        query = query.where(scope)
    if ids is not None:
        query = query.where(WishRow.id.in_(ids))
    rows = tx.scalars(query.order_by(WishRow.answer_by, WishRow.id).limit(limit))
    return [wish(row) for row in rows]


def how_many_wait(tx: Tx, person: Person, *, now: datetime) -> tuple[int, int]:
    """Wishes without an answer, and how many of them the counties have let pass."""
    waiting = wishes_for(tx, person, states=(WishState.SUBMITTED,), limit=1000)
    return len(waiting), sum(each.is_the_citys(now) for each in waiting)


def open_by_county(tx: Tx) -> dict[str, int]:
    """Wishes that nobody has met yet, by county: need, whether or not it can be met."""
    counted = (
        select(WishRow.county_code, func.count())
        .where(WishRow.state.in_(OPEN))
        .group_by(WishRow.county_code)
    )
    return dict(tx.execute(counted).all())


def open_by_school(tx: Tx) -> dict[int, int]:
    """Wishes that nobody has met yet, by school."""
    counted = (
        select(WishRow.school_id, func.count())
        .where(WishRow.state.in_(OPEN))
        .group_by(WishRow.school_id)
    )
    return dict(tx.execute(counted).all())


def open_in(tx: Tx, county_code: str, *, today: date) -> tuple[int, int]:
    """Wishes of a county that nobody has met, and those whose answer is overdue."""
    overdue = and_(WishRow.state == WishState.SUBMITTED, WishRow.answer_by < today)
    found, late = tx.execute(
        select(func.count(), func.count(case((overdue, WishRow.id)))).where(
            WishRow.county_code == county_code, WishRow.state.in_(OPEN)
        )
    ).one()
    return found, late


def history(tx: Tx, wish_id: int) -> list[Step]:
    rows = tx.scalars(
        select(WishStepRow).where(WishStepRow.wish_id == wish_id).order_by(WishStepRow.id)
    )
    return [Step(row.at, row.person_id, Verb(row.verb), row.note) for row in rows]


def plan(row: WishPlanRow) -> Plan:
    return Plan(
        id=row.id,
        county_code=row.county_code,
        kind=WayKind(row.kind),
        place=row.place,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        words=row.words,
        open_to_all=row.open_to_all,
    )


def find_plan(tx: Tx, plan_id: int | None) -> Plan | None:
    row = tx.get(WishPlanRow, plan_id) if plan_id is not None else None
    return plan(row) if row is not None else None


def plans_near(tx: Tx, county_codes: Collection[str], *, today: date) -> list[Plan]:
    """What these counties have planned for whoever is near, by day."""
    rows = tx.scalars(
        select(WishPlanRow)
        .where(
            WishPlanRow.county_code.in_(sorted(county_codes)),
            WishPlanRow.open_to_all,
            WishPlanRow.ends_on >= today,
        )
        .order_by(WishPlanRow.starts_on, WishPlanRow.id)
    )
    return [plan(row) for row in rows]
