"""Forgetting: copies that were taken back, those whose time is over, and files nobody knows."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, or_, select

from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.papers import files
from outreach.papers.tables import PaperRow, UploadRow

UNCLAIMED = timedelta(days=1)
"""A file is written before its row; so long later no row comes any more."""

AT_MOST = 500


def forget(database: Database, folder: Path, *, keep: timedelta, now: datetime) -> int:
    """`keep` is how long after a visit its copies stay.

    Rows go first, then files: a crash between leaves a file that the next night finds.
    """
    last_visit = local_day(now) - keep
    with database.writing() as tx:
        gone = tx.execute(
            select(UploadRow.id, UploadRow.name)
            .join(PaperRow, PaperRow.id == UploadRow.paper_id)
            .where(or_(UploadRow.removed_at.is_not(None), PaperRow.visit_day < last_visit))
            .limit(AT_MOST)
        ).all()
        tx.execute(delete(UploadRow).where(UploadRow.id.in_([row.id for row in gone])))
    for row in gone:
        files.remove(folder, row.name)
    old = set(files.older_than(folder, now - UNCLAIMED))
    with database.reading() as tx:
        known = set(tx.scalars(select(UploadRow.name)))
    for name in old - known:
        files.remove(folder, name)
    return len(gone)
