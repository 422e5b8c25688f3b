"""Subscribing to a guide's own calendar, and reading it again and again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Database, Tx
from outreach.kernel.span import Span
from outreach.roster import outside, outside_reading
from outreach.roster.outside import Outside, OutsideError
from outreach.roster.tables import BusySpanRow, OutsideFeedRow

EVERY = timedelta(minutes=30)
LONGEST_PAUSE = timedelta(hours=24)
BACK, AHEAD = timedelta(days=7), timedelta(days=120)


@dataclass(frozen=True, slots=True)
class OutsideFeed:
    """A subscribed calendar as its page shows it. The address itself is a secret and stays away."""

    guide_id: int
    host: str
    failures: int
    complaint: str | None
    read_at: datetime | None
    due_at: datetime


def feeds(tx: Tx, guide_ids: Collection[int]) -> dict[int, OutsideFeed]:
    rows = tx.scalars(select(OutsideFeedRow).where(OutsideFeedRow.guide_id.in_(sorted(guide_ids))))
    return {
        row.guide_id: OutsideFeed(
            row.guide_id, host_of(row.address), row.failures, row.complaint, row.read_at, row.due_at
        )
        for row in rows
    }


def host_of(address: str) -> str:
    """The part of an address that may be shown; the rest often is a secret."""
    try:
        return urlsplit(address).hostname or "?"
    except ValueError:
        return "?"


def subscribe(tx: Tx, *, guide_id: int, address: str, by: int | None, now: datetime) -> str | None:
    """Read a guide's busy hours from an address from now on; the complaint, if it is none to ask.

    An address that cannot be asked is kept with its complaint, so that the page says what is wrong.
    """
    complaint = _complaint(address)
    unsubscribe(tx, guide_id=guide_id, by=by, now=now)
    tx.add(
        OutsideFeedRow(guide_id=guide_id, address=address.strip(), complaint=complaint, due_at=now)
    )
    tx.flush()  # the deletion above and this row share a key
    record_audit(
        tx, person_id=by, action="subscribe-outside", subject=f"guide:{guide_id}",
        after=host_of(address), at=now,
    )  # fmt: skip
    return complaint


def _complaint(address: str) -> str | None:
    try:
        outside.parse(address)
    except OutsideError as error:
        return error.code
    return None


def unsubscribe(tx: Tx, *, guide_id: int, by: int | None, now: datetime) -> None:
    """Forget the address and every hour that came from it."""
    gone = tx.execute(
        delete(OutsideFeedRow)
        .where(OutsideFeedRow.guide_id == guide_id)
        .returning(OutsideFeedRow.guide_id)
    ).scalar()
    tx.execute(delete(BusySpanRow).where(BusySpanRow.guide_id == guide_id))
    if gone is not None:
        record_audit(tx, person_id=by, action="end-outside", subject=f"guide:{guide_id}", at=now)


def refresh_due(database: Database, *, now: datetime, reach: Outside | None = None) -> int:
    """Read every calendar whose time has come; how many could be read.

    Nothing is held while strangers take their time. A calendar that cannot be read changes
    nothing but its complaint, and is tried again later and later.
    """
    with database.reading() as tx:
        due = tx.execute(
            select(OutsideFeedRow.guide_id, OutsideFeedRow.address)
            .where(OutsideFeedRow.due_at <= now)
            .order_by(OutsideFeedRow.due_at)
            .limit(5)  # each may take its time, and other jobs wait behind them
        ).all()
    read = 0
    for guide_id, address in due:
        spans, complaint = _read(address, now=now, reach=reach)
        with database.writing() as tx:
            read += _keep(tx, guide_id, address, spans, complaint, now=now)
    return read


def _read(address: str, *, now: datetime, reach: Outside | None) -> tuple[list[Span], str | None]:
    try:
        content = outside.fetch(address, outside=reach)
        return outside_reading.busy(content, within=Span(now - BACK, now + AHEAD)), None
    except OutsideError as error:
        return [], error.code


def _keep(
    tx: Tx, guide_id: int, address: str, spans: list[Span], complaint: str | None, *, now: datetime
) -> bool:
    """False when it could not be read, or the address was changed meanwhile."""
    row = tx.get(OutsideFeedRow, guide_id, populate_existing=True)
    if row is None or row.address != address:
        return False
    if complaint is not None:
        row.failures += 1
        row.complaint = complaint
        row.due_at = now + pause(row.failures)
        return False
    tx.execute(
        update(OutsideFeedRow)
        .where(OutsideFeedRow.guide_id == guide_id)
        .values(failures=0, complaint=None, read_at=now, due_at=now + EVERY)
    )
    tx.execute(delete(BusySpanRow).where(BusySpanRow.guide_id == guide_id))
    tx.add_all(BusySpanRow(guide_id=guide_id, starts=s.starts, ends=s.ends) for s in spans)
    return True


def pause(failures: int) -> timedelta:
    """Doubles with each failure, up to a day."""
    longer: timedelta = EVERY * 2 ** min(failures, 10)
    return min(LONGEST_PAUSE, longer)
