"""What the page to tell of an activity needs to know of earlier ones."""

from collections.abc import Iterable

from sqlalchemy import func, select

from outreach.kernel.db import Tx
from outreach.ledger.conditions import counting
from outreach.ledger.model import Activity, Entry
from outreach.ledger.queries import activity
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
