"""Adding what shows that an activity took place, saying who agreed to it, taking it away."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, select, update

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Database, Tx
from outreach.ledger import evidence_queries, history, rules
from outreach.ledger.evidence_model import Consent, Evidence, EvidenceKind
from outreach.ledger.tables import EvidenceRow
from outreach.papers import files
from outreach.papers.model import Kept
from outreach.papers.retention import UNCLAIMED

MOST = 12
"""Pieces of evidence of one activity; three photos are what forms ask for."""


def add(
    tx: Tx,
    *,
    activity_id: int,
    kind: EvidenceKind,
    person_id: int | None,
    now: datetime,
    kept: Kept | None = None,
    address: str | None = None,
    caption: str | None = None,
    consent: Consent | None = None,
    sample: bool = False,
) -> Evidence:
    """A photo or sheet that lies in the folder already, or a link."""
    row = history.lock(tx, activity_id)
    there = tx.scalar(
        select(func.count()).where(
            EvidenceRow.activity_id == activity_id, EvidenceRow.removed_at.is_(None)
        )
    )
    if (there or 0) >= MOST:
        raise rules.TooMuchEvidence(activity_id=activity_id, number=row.number, limit=MOST)
    fresh = EvidenceRow(
        activity_id=activity_id,
        kind=kind,
        name=kept.name if kept else None,
        media=kept.media if kept else None,
        size=kept.size if kept else None,
        address=address,
        caption=caption,
        consent=consent,
        added_by=person_id,
        added_at=now,
        sample=sample,
    )
    tx.add(fresh)
    tx.flush()  # numbers it
    _audit(tx, "add-evidence", fresh.id, activity_id, person_id, now)
    return evidence_queries.evidence(fresh)


def say_consent(
    tx: Tx, *, activity_id: int, evidence_id: int, consent: Consent, person_id: int, now: datetime
) -> None:
    """Whether the people in a photo may be shown; until somebody says so they may not."""
    tx.execute(
        update(EvidenceRow)
        .where(
            EvidenceRow.id == evidence_id,
            EvidenceRow.activity_id == activity_id,
            EvidenceRow.kind == EvidenceKind.PHOTO,
        )
        .values(consent=consent)
    )
    _audit(tx, f"evidence-consent-{consent}", evidence_id, activity_id, person_id, now)


def remove(tx: Tx, *, activity_id: int, evidence_id: int, person_id: int, now: datetime) -> None:
    """It is gone for everybody; its file goes with the worker's next round. Twice is harmless."""
    tx.execute(
        update(EvidenceRow)
        .where(
            EvidenceRow.id == evidence_id,
            EvidenceRow.activity_id == activity_id,
            EvidenceRow.removed_at.is_(None),
        )
        .values(removed_at=now)
    )
    _audit(tx, "remove-evidence", evidence_id, activity_id, person_id, now)


def _audit(
    tx: Tx, action: str, evidence_id: int, activity_id: int, person_id: int | None, now: datetime
) -> None:
    record_audit(
        tx,
        person_id=person_id,
        action=action,
        subject=f"activity:{activity_id}",
        after=f"evidence:{evidence_id}",
        at=now,
    )


def forget(database: Database, folder: Path, *, now: datetime) -> int:
    """Delete what was removed, rows first, and files that no row has known for a day."""
    with database.writing() as tx:
        gone = list(tx.scalars(select(EvidenceRow.name).where(EvidenceRow.removed_at.is_not(None))))
        tx.execute(delete(EvidenceRow).where(EvidenceRow.removed_at.is_not(None)))
    for name in gone:
        if name is not None:
            files.remove(folder, name)
    old = set(files.older_than(folder, now - UNCLAIMED))
    with database.reading() as tx:
        known = set(tx.scalars(select(EvidenceRow.name)))
    for name in old - known:
        files.remove(folder, name)
    return len(gone)
