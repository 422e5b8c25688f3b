"""One step of a return: compared and swapped, and written into its history."""

from datetime import datetime

from sqlalchemy import update

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Tx
from outreach.returns import rules
from outreach.returns.model import Return, State, Verb
from outreach.returns.tables import ReturnRow, ReturnStepRow


def swap(tx: Tx, found: Return, *, seen: int, state: State | None = None) -> None:
    """Move a return on, if it still is as the page showed it.

    One UPDATE compares revision and state, so that of two people at once the second is told.
    """
    changed = tx.scalar(
        update(ReturnRow)
        .where(
            ReturnRow.id == found.id,
            ReturnRow.revision == seen,
            ReturnRow.state == found.state,
        )
        .values(revision=ReturnRow.revision + 1, state=state or found.state)
        .returning(ReturnRow.id)
    )
    if changed is None:
        raise rules.ReturnChanged(return_id=found.id, name=found.round.definition.name)


def remember(
    tx: Tx,
    found: Return,
    verb: Verb,
    *,
    by: int | None,
    now: datetime,
    reason: str = "",
    subject: str = "",
    before: str = "",
    after: str = "",
    alone: bool = False,
) -> None:
    """Add a line to the return's history, and one to the audit."""
    tx.add(
        ReturnStepRow(
            return_id=found.id,
            verb=verb,
            at=now,
            person_id=by,
            reason=reason,
            subject=subject,
            before=before,
            after=after,
            alone=alone,
        )
    )
    record_audit(
        tx,
        person_id=by,
        action=f"return-{verb.replace('_', '-')}",
        subject=f"return:{found.id}",
        before=before or None,
        after=" ".join(filter(None, (subject, after, reason))) or None,
        at=now,
    )
