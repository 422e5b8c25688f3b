"""What the page to tell of an activity needs to know of earlier ones."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import func, select

from outreach.kernel.db import Tx
from outreach.ledger.conditions import counting, of_city, visible
from outreach.ledger.likeness import looks_the_same
from outreach.ledger.model import Activity, Entry, Sight, State
from outreach.ledger.queries import activity, partners_of
from outreach.ledger.tables import ActivityRow


def twins(tx: Tx, entry: Entry, *, but: int | None = None) -> tuple[str, ...]:
    """Numbers of counted activities with the same school (or place), day and kind."""
    same = (
        ActivityRow.school_id == entry.school_id
        if entry.school_id is not None
        else (ActivityRow.place == entry.place) & (ActivityRow.county_code == entry.county_code)
    )
    found = select(ActivityRow.number).where(
        ActivityRow.day == entry.day,
        ActivityRow.kind == entry.kind,
        counting(),
        same,
    )
    if but is not None:
        found = found.where(ActivityRow.id != but)
    return tuple(tx.scalars(found.order_by(ActivityRow.id)))


def lookalikes(tx: Tx, entry: Entry) -> list[Activity]:
    """Activities of other units that may be this very one: the same day, in the same city."""
    rows = tx.scalars(
        select(ActivityRow)
        .where(
            ActivityRow.day == entry.day,
            counting(),
            of_city(ActivityRow.county_code, entry.county_code),
        )
        .order_by(ActivityRow.id)
    )
    found = [activity(row) for row in rows]
    partners = partners_of(tx, [each.id for each in found])
    return [
        each
        for each in found
        if looks_the_same(entry, each, partners=[p.name for p in partners.get(each.id, ())])
    ]


def outings_in_week(tx: Tx, entry: Entry, *, but: int | None = None) -> int:
    """Activities of the entry's vehicle from Monday to Sunday of its week, without itself."""
    monday = entry.day - timedelta(days=entry.day.weekday())
    found = select(func.count()).where(
        ActivityRow.vehicle == entry.vehicle,
        ActivityRow.day.between(monday, monday + timedelta(days=6)),
        counting(),
    )
    if but is not None:
        found = found.where(ActivityRow.id != but)
    return tx.scalar(found) or 0


def overdue_plans(tx: Tx, *, sight: Sight, today: date) -> int:
    """Planned activities whose last day has passed: done by now, or to be withdrawn."""
    last = func.coalesce(ActivityRow.until_day, ActivityRow.day)
    return (
        tx.scalar(
            select(func.count())
            .select_from(ActivityRow)
            .where(ActivityRow.state == State.PLANNED, last < today, visible(sight))
        )
        or 0
    )


def to_check(tx: Tx, *, sight: Sight, since: date) -> int:
    """Activities from a day on that are done and that nobody has checked."""
    return (
        tx.scalar(
            select(func.count())
            .select_from(ActivityRow)
            .where(ActivityRow.state == State.COUNTED, ActivityRow.day >= since, visible(sight))
        )
        or 0
    )


def last_recorded(tx: Tx, person_id: int) -> Activity | None:
    """What somebody recorded last: its place and lead are the best guess for the next."""
    found = tx.scalar(
        select(ActivityRow)
        .where(ActivityRow.created_by == person_id)
        .order_by(ActivityRow.id.desc())
        .limit(1)
    )
    return activity(found) if found is not None else None


def places_used(tx: Tx, person_id: int, *, limit: int = 8) -> list[str]:
    """Places somebody wrote down before, last used first, to choose from while typing."""
    rows: Iterable[str] = tx.scalars(
        select(ActivityRow.place)
        .where(ActivityRow.created_by == person_id)
        .group_by(ActivityRow.place)
        .order_by(func.max(ActivityRow.id).desc())
        .limit(limit)
    )
    return list(rows)
