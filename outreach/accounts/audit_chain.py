"""Chaining what a transaction adds to the audit, as its last act before it is committed.

All transactions that write to the audit wait for each other at one row, the chain's end. Because it
is the last thing a transaction takes, nobody waits there who holds what another one needs, and
the wait is no longer than a commit.
"""

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.event import listen

from outreach.accounts.audit_model import START, Anchor, Entry, chained
from outreach.accounts.tables import AuditEndRow, AuditLinkRow, AuditRow
from outreach.kernel.db import Tx

ONE = 1
"""There is one chain, so that its end has one row."""
UNCHAINED = "outreach.audit"


def chain_at_the_end(tx: Tx, row: AuditRow) -> None:
    """Remember a new entry until the transaction ends."""
    waiting = tx.info.get(UNCHAINED)
    if waiting is None:
        waiting = tx.info[UNCHAINED] = []
        listen(tx, "before_commit", _chain)
    waiting.append(row)


def entry(row: AuditRow) -> Entry:
    """A row as other modules may hold it."""
    return Entry(
        id=row.id,
        at=row.at,
        person_id=row.person_id,
        action=row.action,
        subject=row.subject,
        before=row.before,
        after=row.after,
        reason=row.reason,
    )


def _chain(tx: Tx) -> None:
    if tx.in_nested_transaction():
        return  # a savepoint ends; what it holds may still be taken back
    tx.flush()
    rows = [row for row in tx.info[UNCHAINED] if row in tx]  # without those a savepoint took back
    tx.info[UNCHAINED] = []
    if rows:
        chain_rows(tx, rows)


def chain_rows(tx: Tx, rows: list[AuditRow]) -> None:
    """Put entries at the end of the chain; the first ever take all older entries before them."""
    end = take_turn(tx, len(rows))
    if end is None:
        begin(tx)
        end = take_turn(tx, 0)
        assert end is not None  # noqa: S101 - just begun
        if end.number == 0:
            rows = list(tx.scalars(select(AuditRow).order_by(AuditRow.id)))
        end = take_turn(tx, len(rows)) or end
    links = list(chained(map(entry, rows), after=end))
    tx.execute(
        insert(AuditLinkRow),
        [
            {
                "number": link.number,
                "entry_id": link.entry_id,
                "previous": link.previous,
                "digest": link.digest,
            }
            for link in links
        ],
    )
    tx.execute(update(AuditEndRow).values(digest=links[-1].digest))


def take_turn(tx: Tx, count: int) -> Anchor | None:
    """Wait until the chain's end is this transaction's, and move it by so many links.

    Where the chain ended before; none where no chain was begun.
    """
    row = tx.execute(
        update(AuditEndRow)
        .where(AuditEndRow.id == ONE)
        .values(number=AuditEndRow.number + count)
        .returning(AuditEndRow.number, AuditEndRow.digest)
    ).one_or_none()
    return None if row is None else Anchor(row.number - count, row.digest)


def begin(tx: Tx) -> None:
    """Begin the chain, unless another transaction has just done so."""
    on_sqlite = tx.get_bind().dialect.name == "sqlite"
    row = {"id": ONE, "number": 0, "digest": START}
    if on_sqlite:
        tx.execute(insert_on_sqlite(AuditEndRow).values(row).on_conflict_do_nothing())
    else:
        tx.execute(insert_on_postgresql(AuditEndRow).values(row).on_conflict_do_nothing())
