"""Lines of a list that tell of an activity somebody else reports: their unit takes part in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import delete, select, update

from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal
from outreach.ledger import history, queries
from outreach.ledger.import_model import LedgerLine
from outreach.ledger.model import COUNTING, Entry, Partner, PartnerRole
from outreach.ledger.record_model import Verb
from outreach.ledger.tables import ActivityRow, LedgerImportLineRow, PartnerRow


@dataclass(eq=False)
class JointActivityGone(Refusal):
    """What the line was to take part in was taken out meanwhile, or the unit takes part already."""

    code: ClassVar[str] = "joint-activity-gone"
    import_id: int
    row: int
    name: str


def join(tx: Tx, import_id: int, some: Iterable[LedgerLine], *, by: int, now: datetime) -> None:
    """Add each line's unit to the activity it belongs to, with its own part of the people.

    Nothing else of the activity changes, so that this needs no right to change it; its history
    tells who joined.
    """
    for line in some:
        activity_id = line.joins or _made_of(tx, import_id, line.joins_line)
        if activity_id is None or line.entry is None:
            raise JointActivityGone(import_id=import_id, row=line.row, name=line.name)
        revision = _join(tx, import_id, activity_id, line, line.entry, by=by, now=now)
        tx.execute(
            update(LedgerImportLineRow)
            .where(
                LedgerImportLineRow.import_id == import_id,
                LedgerImportLineRow.line == line.number,
            )
            .values(activity_id=activity_id, revision=revision)
        )


def _made_of(tx: Tx, import_id: int, line: int | None) -> int | None:
    return tx.scalar(
        select(LedgerImportLineRow.activity_id).where(
            LedgerImportLineRow.import_id == import_id, LedgerImportLineRow.line == line
        )
    )


def _join(
    tx: Tx,
    import_id: int,
    activity_id: int,
    line: LedgerLine,
    entry: Entry,
    *,
    by: int,
    now: datetime,
) -> int:
    """The activity's revision after the unit was added."""
    held = tx.scalar(
        update(ActivityRow)
        .where(ActivityRow.id == activity_id, ActivityRow.state.in_(COUNTING))
        .values(revision=ActivityRow.revision + 1)
        .returning(ActivityRow.id)
    )
    if held is None:
        raise JointActivityGone(import_id=import_id, row=line.row, name=line.name)
    row = queries.row(tx, activity_id)
    there = {
        partner.name for partner in queries.partners_of(tx, [activity_id]).get(activity_id, ())
    }
    if entry.lead in there:
        raise JointActivityGone(import_id=import_id, row=line.row, name=line.name)
    before = history.fields(tx, row)
    part = part_of(entry, whole=row.onsite)
    tx.add(
        PartnerRow(
            activity_id=activity_id,
            name=part.name,
            role=part.role,
            county_code=part.county_code,
            venue_id=part.venue_id,
            onsite=part.onsite,
            onsite_pupils=part.onsite_pupils,
        )
    )
    history.remember(tx, row, Verb.JOINED, before=before, reason="", person_id=by, now=now)
    return row.revision


def part_of(entry: Entry, *, whole: int | None) -> Partner:
    """The unit that tells the line, with its people as a part of the whole.

    A unit that counted everybody, or more, has told the whole again; which part is its own nobody
    knows then.
    """
    own = entry.onsite if entry.onsite is not None and whole and entry.onsite < whole else None
    return Partner(
        name=entry.lead,
        role=PartnerRole.HELPS,
        county_code=entry.county_code,
        venue_id=entry.venue_id,
        onsite=own,
        onsite_pupils=entry.onsite_pupils if own is not None else None,
    )


def leave(
    tx: Tx, some: Iterable[LedgerLine], *, but: frozenset[int], by: int | None, now: datetime
) -> None:
    """Take units out again; activities in `but` go altogether and need no history."""
    for line in some:
        if line.activity_id is None or line.entry is None or line.activity_id in but:
            continue
        row = queries.row(tx, line.activity_id)
        before = history.fields(tx, row)
        tx.execute(
            update(ActivityRow)
            .where(ActivityRow.id == row.id)
            .values(revision=ActivityRow.revision + 1)
        )
        tx.execute(
            delete(PartnerRow).where(
                PartnerRow.activity_id == row.id, PartnerRow.name == line.entry.lead
            )
        )
        history.remember(tx, row, Verb.CORRECTED, before=before, reason="", person_id=by, now=now)
