"""What the province does with promises: make one, end one."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Tx, changed
from outreach.outlook.promises import Whom
from outreach.outlook.tables import PromiseRow


def make(
    tx: Tx,
    *,
    whom: Whom,
    months: int,
    since: date,
    by: int,
    now: datetime,
    sample: bool = False,
) -> int:
    """Promise a contact in so many months; a former promise to the same ends and stays on record.

    Of two made in the same moment the first stands; its id is told.
    """
    _end(tx, PromiseRow.open_for == whom.value, by=by, now=now)
    row = PromiseRow(
        whom=whom,
        open_for=whom.value,
        months=months,
        since=since,
        made_by=by,
        made_at=now,
        sample=sample,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:
        return tx.scalars(select(PromiseRow.id).where(PromiseRow.open_for == whom.value)).one()
    record_audit(
        tx,
        person_id=by,
        action="make-promise",
        subject=f"promise:{row.id}",
        after=f"{whom} {months} {since.isoformat()}",
        at=now,
    )
    return row.id


def end(tx: Tx, promise_id: int, *, by: int, now: datetime) -> None:
    """Promise it no longer; ended twice is ended once."""
    if _end(tx, PromiseRow.id == promise_id, by=by, now=now):
        record_audit(
            tx, person_id=by, action="end-promise", subject=f"promise:{promise_id}", at=now
        )


def _end(tx: Tx, which: ColumnElement[bool], *, by: int, now: datetime) -> bool:
    ended = (
        update(PromiseRow)
        .where(which, PromiseRow.open_for.is_not(None))
        .values(open_for=None, ended_by=by, ended_at=now)
    )
    return changed(tx, ended) > 0
