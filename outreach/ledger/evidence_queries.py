"""Reading what shows that an activity took place."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from outreach.kernel.db import Tx
from outreach.ledger.evidence_model import Consent, Evidence, EvidenceKind
from outreach.ledger.tables import EvidenceRow


def evidence(row: EvidenceRow) -> Evidence:
    return Evidence(
        id=row.id,
        activity_id=row.activity_id,
        kind=EvidenceKind(row.kind),
        name=row.name,
        media=row.media,
        size=row.size,
        address=row.address,
        caption=row.caption,
        consent=Consent(row.consent) if row.consent else None,
        added_by=row.added_by,
        added_at=row.added_at,
        sample=row.sample,
    )


def evidence_of(tx: Tx, activity_ids: Collection[int]) -> Mapping[int, tuple[Evidence, ...]]:
    """What is kept of each, in the order in which it was added."""
    rows = tx.scalars(
        select(EvidenceRow)
        .where(EvidenceRow.activity_id.in_(activity_ids), EvidenceRow.removed_at.is_(None))
        .order_by(EvidenceRow.activity_id, EvidenceRow.id)
    )
    found: defaultdict[int, tuple[Evidence, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.activity_id] += (evidence(row),)
    return found


def links_of(tx: Tx, activity_ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """The addresses alone."""
    return {
        activity_id: tuple(each.address for each in pieces if each.address)
        for activity_id, pieces in evidence_of(tx, activity_ids).items()
    }


def was_removed(tx: Tx, activity_id: int, evidence_id: int) -> bool:
    """Whether a piece of this activity was there and was taken away."""
    found = select(EvidenceRow.id).where(
        EvidenceRow.id == evidence_id,
        EvidenceRow.activity_id == activity_id,
        EvidenceRow.removed_at.is_not(None),
    )
    return tx.scalar(found) is not None
