"""Asking for a pack, and what the job that makes it writes down."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from outreach.kernel.db import Tx
from outreach.returns import places
from outreach.returns.model import Unit
from outreach.returns.pack_model import Pack, PackState
from outreach.returns.tables import ReturnPackRow

LEASE = timedelta(seconds=120)
"""Told anew with every step; a process that died is given up then."""
KEPT = timedelta(days=7)
UNDER_WAY = (PackState.WAITING, PackState.RUNNING)


def ask(tx: Tx, unit: Unit, year: int, *, by: int, now: datetime) -> int:
    """Wish for a pack; the same person's same wish that is under way is the answer."""
    standing = tx.scalar(
        select(ReturnPackRow.id).where(
            ReturnPackRow.unit_kind == unit.kind,
            ReturnPackRow.unit_code == unit.code,
            ReturnPackRow.year == year,
            ReturnPackRow.asked_by == by,
            ReturnPackRow.state.in_(UNDER_WAY),
            (ReturnPackRow.lease_until.is_(None)) | (ReturnPackRow.lease_until >= now),
        )
    )
    if standing is not None:
        return standing
    row = ReturnPackRow(
        unit_kind=unit.kind,
        unit_code=unit.code,
        year=year,
        state=PackState.WAITING,
        asked_by=by,
        asked_at=now,
    )
    tx.add(row)
    tx.flush()  # numbers the pack for its page
    return row.id


def begin(tx: Tx, pack_id: int, *, now: datetime) -> bool:
    """Take a wish; False when somebody else has it or it was called off."""
    taken = tx.scalar(
        update(ReturnPackRow)
        .where(ReturnPackRow.id == pack_id, ReturnPackRow.state == PackState.WAITING)
        .values(state=PackState.RUNNING, started_at=now, lease_until=now + LEASE)
        .returning(ReturnPackRow.id)
    )
    return taken is not None


def tell(tx: Tx, pack_id: int, stage: str, *, done: int, steps: int, now: datetime) -> bool:
    """Let those who wait see how far it is; False when the pack was called off."""
    told = tx.scalar(
        update(ReturnPackRow)
        .where(ReturnPackRow.id == pack_id, ReturnPackRow.state == PackState.RUNNING)
        .values(stage=stage, done=done, steps=steps, lease_until=now + LEASE)
        .returning(ReturnPackRow.id)
    )
    return told is not None


def end(tx: Tx, pack_id: int, *, name: str | None, size: int | None, now: datetime) -> bool:
    """Ready with its file, or failed without one; False when it was called off meanwhile."""
    state = PackState.FAILED if name is None else PackState.READY
    ended = tx.scalar(
        update(ReturnPackRow)
        .where(ReturnPackRow.id == pack_id, ReturnPackRow.state == PackState.RUNNING)
        .values(state=state, name=name, size=size, ended_at=now, lease_until=None)
        .returning(ReturnPackRow.id)
    )
    return ended is not None


def cancel(tx: Tx, pack_id: int, *, now: datetime) -> None:
    """Call a pack off; the job notices at its next step. One that is over stays as it is."""
    tx.execute(
        update(ReturnPackRow)
        .where(ReturnPackRow.id == pack_id, ReturnPackRow.state.in_(UNDER_WAY))
        .values(state=PackState.CANCELLED, ended_at=now, lease_until=None)
    )


def asked(tx: Tx) -> list[int]:
    """Packs that wait for somebody to make them, the oldest first."""
    return list(
        tx.scalars(
            select(ReturnPackRow.id)
            .where(ReturnPackRow.state == PackState.WAITING)
            .order_by(ReturnPackRow.id)
        )
    )


def find(tx: Tx, pack_id: int, *, by: int, now: datetime) -> Pack | None:
    """A pack of the person who asked for it; one whose process died reads as failed."""
    row = tx.scalar(
        select(ReturnPackRow)
        .where(ReturnPackRow.id == pack_id, ReturnPackRow.asked_by == by)
        .execution_options(populate_existing=True)
    )
    return None if row is None else _pack(tx, row, now=now)


def get(tx: Tx, pack_id: int, *, now: datetime) -> Pack:
    return _pack(tx, tx.get_one(ReturnPackRow, pack_id, populate_existing=True), now=now)


def packs_of(tx: Tx, *, by: int, now: datetime) -> list[Pack]:
    """What somebody asked for lately, the newest first."""
    rows = tx.scalars(
        select(ReturnPackRow)
        .where(ReturnPackRow.asked_by == by)
        .order_by(ReturnPackRow.id.desc())
        .limit(20)
    )
    return [_pack(tx, row, now=now) for row in rows]


def _pack(tx: Tx, row: ReturnPackRow, *, now: datetime) -> Pack:
    died = row.state == PackState.RUNNING and row.lease_until and row.lease_until < now
    return Pack(
        id=row.id,
        unit=places.units(tx)[row.unit_kind, row.unit_code],
        year=row.year,
        state=PackState.FAILED if died else PackState(row.state),
        stage=row.stage,
        done=row.done,
        steps=row.steps,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        name=row.name,
        size=row.size,
    )


def forget(tx: Tx, *, now: datetime) -> Collection[str]:
    """Drop packs of more than a week ago; answers the names of their files."""
    gone = tx.execute(
        delete(ReturnPackRow)
        .where(ReturnPackRow.asked_at < now - KEPT)
        .returning(ReturnPackRow.name)
    )
    return [name for (name,) in gone if name]
