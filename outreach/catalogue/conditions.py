"""What groups accept before they book: read, and changed by a new version."""

from datetime import datetime

from sqlalchemy import select

from outreach.accounts.actions import record_audit
from outreach.catalogue.model import Conditions
from outreach.catalogue.tables import ConditionRow, ProgrammeRow
from outreach.kernel.db import Tx


def find_conditions(tx: Tx, programme_id: int) -> Conditions | None:
    """What holds now; None where a programme asks nothing to be accepted."""
    row = tx.scalar(
        select(ConditionRow)
        .join(ProgrammeRow, ProgrammeRow.id == ConditionRow.programme_id)
        .where(
            ConditionRow.programme_id == programme_id,
            ConditionRow.version == ProgrammeRow.conditions_version,
        )
    )
    return None if row is None else Conditions(row.version, row.words, row.words_en)


def change_conditions(
    tx: Tx,
    *,
    programme_id: int,
    words: str,
    words_en: str,
    now: datetime,
    person_id: int | None,
) -> bool:
    """Set what is to be accepted; whether it is another text, and so a new version.

    Without words nothing is asked any more. What was accepted keeps its version for ever.
    """
    row = tx.get_one(ProgrammeRow, programme_id, with_for_update=True, populate_existing=True)
    before = find_conditions(tx, programme_id)
    if (words, words_en) == ((before.words, before.words_en) if before else ("", "")):
        return False
    row.conditions_version = _add_version(tx, programme_id, words, words_en, now, person_id)
    record_audit(
        tx,
        person_id=person_id,
        action="change-conditions",
        subject=f"programme:{programme_id}",
        before=before.words if before else "",
        after=words,
        at=now,
    )
    tx.flush()  # whoever reads on sees the new version
    return True


def _add_version(
    tx: Tx, programme_id: int, words: str, words_en: str, now: datetime, person_id: int | None
) -> int | None:
    if not words:
        return None
    used = tx.scalars(
        select(ConditionRow.version).where(ConditionRow.programme_id == programme_id)
    ).all()
    version = max(used, default=0) + 1
    tx.add(
        ConditionRow(
            programme_id=programme_id,
            version=version,
            words=words,
            words_en=words_en,
            since=now,
            changed_by=person_id,
        )
    )
    return version
