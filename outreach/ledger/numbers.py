"""Numbers of activities: "H26-00042" is the 42nd recorded among those of 2026."""

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from outreach.kernel.db import Tx
from outreach.ledger.tables import ActivityNumberRow


def next_number(tx: Tx, *, year: int) -> str:
    """Take the next number of a year; it comes back if the transaction is thrown away."""
    return next_numbers(tx, year=year, count=1)[0]


def next_numbers(tx: Tx, *, year: int, count: int) -> list[str]:
    """Take several at once, for a whole season loaded in one go."""
    last = _advance(tx, year=year, count=count)
    if last is None:
        try:
            with tx.begin_nested():
                tx.add(ActivityNumberRow(year=year, last=count))
                tx.flush()
        except IntegrityError:  # somebody else began the year in the same moment
            last = _advance(tx, year=year, count=count)
            if last is None:
                raise
        else:
            last = count
    return [f"H{year % 100:02}-{number:05}" for number in range(last - count + 1, last + 1)]


def _advance(tx: Tx, *, year: int, count: int) -> int | None:
    return tx.scalar(
        update(ActivityNumberRow)
        .where(ActivityNumberRow.year == year)
        .values(last=ActivityNumberRow.last + count)
        .returning(ActivityNumberRow.last)
    )
