"""What people do with the list: put a school off, take that back, set the weights."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from outreach.accounts.actions import record_audit
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.outlook.model import Weights
from outreach.outlook.tables import PutOffRow, WeightsRow


def put_off(
    tx: Tx,
    *,
    school_id: int,
    until: date,
    reason: str,
    by: int,
    now: datetime,
    sample: bool = False,
) -> int:
    """Leave a school out of the list until a day. Said twice, the first stands; its id is told."""
    tx.execute(
        update(PutOffRow)
        .where(PutOffRow.open_for == school_id, PutOffRow.until <= local_day(now))
        .values(open_for=None)
    )
    row = PutOffRow(
        school_id=school_id,
        open_for=school_id,
        until=until,
        reason=reason,
        by=by,
        at=now,
        sample=sample,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:
        standing = select(PutOffRow.id).where(PutOffRow.open_for == school_id)
        return tx.scalars(standing).one()
    record_audit(
        tx,
        person_id=by,
        action="put-off",
        subject=f"school:{school_id}",
        after=f"{until.isoformat()} {reason}",
        at=now,
    )
    return row.id


def take_back(tx: Tx, *, school_id: int, by: int, now: datetime) -> bool:
    """The school is in the list again; whether there was anything to take back."""
    row = tx.scalar(select(PutOffRow).where(PutOffRow.open_for == school_id).with_for_update())
    if row is None:
        return False
    row.open_for, row.undone_by, row.undone_at = None, by, now
    record_audit(
        tx,
        person_id=by,
        action="take-back-put-off",
        subject=f"school:{school_id}",
        before=row.until.isoformat(),
        at=now,
    )
    return True


def set_weights(tx: Tx, weights: Weights, *, by: int, now: datetime) -> None:
    """From now on the list is ordered by these exponents; the former ones stay on record."""
    need, gap, wait, way = weights.as_tuple()
    tx.add(WeightsRow(need=need, gap=gap, wait=wait, way=way, set_by=by, set_at=now))
    record_audit(
        tx,
        person_id=by,
        action="set-outlook-weights",
        subject="outlook",
        after=f"{need:g} {gap:g} {wait:g} {way:g}",
        at=now,
    )
