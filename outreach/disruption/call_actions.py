"""Who knows: answers that come by link, and telephone calls of officers."""

from datetime import datetime

from sqlalchemy import update

from outreach.accounts.actions import record_audit
from outreach.accounts.model import Person
from outreach.disruption import queries, rights
from outreach.disruption.model import Touch
from outreach.disruption.tables import DisruptionGroupRow
from outreach.kernel.db import Tx


def answer(tx: Tx, *, touch_id: int, now: datetime) -> None:
    """The school knows and has told the parents; the first answer stays."""
    tx.execute(
        update(DisruptionGroupRow)
        .where(DisruptionGroupRow.id == touch_id, DisruptionGroupRow.answered_at.is_(None))
        .values(answered_at=now)
    )


def reached(tx: Tx, *, touch_id: int, person: Person, now: datetime) -> Touch:
    """Somebody was reached by telephone; the first tick stays, with whose it was."""
    touch = queries.touch(tx, person, touch_id)
    ticked = tx.execute(
        update(DisruptionGroupRow)
        .where(DisruptionGroupRow.id == touch_id, DisruptionGroupRow.reached_at.is_(None))
        .values(
            reached_at=now,
            reached_by=person.id,
            acted_for=rights.acts_for(person, touch.booking.county_code),
        )
        .returning(DisruptionGroupRow.id)
    ).scalar()
    if ticked is not None:
        record_audit(
            tx,
            person_id=person.id,
            action="reach-by-phone",
            subject=f"booking:{touch.booking.id}",
            at=now,
        )
    return touch


def open_phone(tx: Tx, *, touch_id: int, person: Person, now: datetime) -> Touch:
    """Show a number that is otherwise masked; who looked, and when, is in the audit."""
    touch = queries.touch(tx, person, touch_id)
    record_audit(
        tx,
        person_id=person.id,
        action="open-phone",
        subject=f"booking:{touch.booking.id}",
        at=now,
    )
    return touch
