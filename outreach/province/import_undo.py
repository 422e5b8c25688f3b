"""Taking a whole import of schools back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import delete, select

from outreach.accounts import queries as accounts
from outreach.accounts.actions import record_audit
from outreach.accounts.model import Role
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal
from outreach.province import import_queries, school_queries
from outreach.province.actions import overwrite_schools
from outreach.province.import_actions import LISTS
from outreach.province.school_import import Line, Outcome
from outreach.province.tables import EnrolmentRow, SchoolRow
from outreach.province.upload_model import UNDO_WITHIN, ImportState
from outreach.province.uploads import batches, must_move


@dataclass(eq=False)
class UndoTooLate(Refusal):
    code: ClassVar[str] = "undo-too-late"
    import_id: int
    hours: int


@dataclass(eq=False)
class ImportInUse(Refusal):
    """Schools of the import were edited since, or bookings or activities need them."""

    code: ClassVar[str] = "import-in-use"
    import_id: int
    edited: int
    used: int
    examples: str


def undo(tx: Tx, *, import_id: int, by: int | None, now: datetime) -> None:
    """Take a whole import back: new schools go, changed ones are as before.

    Refuses when any of them was edited since or is needed by a booking, a visit or an activity.
    """
    found = import_queries.school_import(tx, import_id)
    must_move(tx, LISTS, import_id, ImportState.APPLIED, to=ImportState.UNDONE, undone_at=now)
    if found.applied_at is not None and now > found.applied_at + UNDO_WITHIN:
        raise UndoTooLate(import_id=import_id, hours=int(UNDO_WITHIN.total_seconds() // 3600))
    lines = import_queries.lines(tx, import_id, outcomes=(Outcome.NEW, Outcome.CHANGED))
    _check_unused(tx, import_id, lines)
    added = [x.school_id for x in lines if x.outcome is Outcome.NEW and x.school_id is not None]
    for some in batches(added):
        tx.execute(delete(EnrolmentRow).where(EnrolmentRow.school_id.in_(some)))
        tx.execute(delete(SchoolRow).where(SchoolRow.id.in_(some)))
    overwrite_schools(
        tx,
        entries=[
            (line.school_id, line.revision + 2, line.before)
            for line in lines
            if line.outcome is Outcome.CHANGED and line.school_id is not None and line.before
        ],
    )
    record_audit(
        tx, person_id=by, action="undo-import", subject=f"school-import:{import_id}", at=now
    )


def _check_unused(tx: Tx, import_id: int, lines: Sequence[Line]) -> None:
    revisions = dict(tx.execute(select(SchoolRow.id, SchoolRow.revision)).all())
    written = {line.school_id: line for line in lines if line.school_id is not None}
    edited = [
        line
        for school_id, line in written.items()
        if revisions.get(school_id) != (1 if line.outcome is Outcome.NEW else line.revision + 1)
    ]
    added = [x.school_id for x in lines if x.outcome is Outcome.NEW and x.school_id is not None]
    taught_at = accounts.scopes_held(tx, Role.TEACHER)  # grants name schools as text
    needed = set(school_queries.uses_of_schools(tx, added))
    needed.update(school_id for school_id in added if str(school_id) in taught_at)
    used = [written[school_id] for school_id in sorted(needed)]
    if edited or used:
        names = dict.fromkeys(line.name for line in [*used, *edited])
        raise ImportInUse(
            import_id=import_id,
            edited=len(edited),
            used=len(used),
            examples="、".join(list(names)[:3]),
        )
