"""Lending a role to a colleague for some days, and ending that early."""

from datetime import date, datetime

from sqlalchemy import select, update

from outreach.accounts import actions, queries
from outreach.accounts.delegation_model import (
    LENDABLE,
    Delegation,
    check_colleague,
    check_days,
)
from outreach.accounts.model import Grant, Person, Role
from outreach.accounts.rules import NotYours
from outreach.accounts.tables import DelegationRow, GrantRow, PersonRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx


def lendable(tx: Tx, person_id: int) -> list[Grant]:
    """What somebody may lend: their own roles, never one that was lent to them."""
    rows = tx.scalars(
        select(GrantRow)
        .where(GrantRow.person_id == person_id, GrantRow.role.in_(LENDABLE))
        .order_by(GrantRow.id)
    )
    return [Grant(Role(row.role), row.scope) for row in rows]


def delegations_of(tx: Tx, person_id: int) -> list[Delegation]:
    """What somebody lent or was lent, the newest first."""
    rows = tx.scalars(
        select(DelegationRow)
        .where((DelegationRow.lender_id == person_id) | (DelegationRow.person_id == person_id))
        .order_by(DelegationRow.id.desc())
    )
    return [
        Delegation(
            id=row.id,
            lender_id=row.lender_id,
            person_id=row.person_id,
            grant=Grant(Role(row.role), row.scope),
            first=row.first_day,
            last=row.last_day,
            reason=row.reason,
            ended=row.ended_at is not None,
        )
        for row in rows
    ]


def lend(
    tx: Tx,
    *,
    grant: Grant,
    name: str,
    email: str,
    first: date,
    last: date,
    reason: str,
    by: Person,
    now: datetime,
) -> Person:
    """Let a colleague act for the unit; a new one gets an account that may do nothing else.

    NotYours for what is not the lender's own; NotAColleague; LentTooLong.
    """
    if grant not in lendable(tx, by.id):
        raise NotYours
    check_days(first, last, today=local_day(now))
    colleague = _colleague(tx, grant, name=name, email=email, by=by, now=now)
    tx.add(
        DelegationRow(
            lender_id=by.id,
            person_id=colleague.id,
            role=grant.role,
            scope=grant.scope or "",
            first_day=first,
            last_day=last,
            reason=reason,
            created_at=now,
        )
    )
    actions.record_audit(
        tx,
        person_id=by.id,
        action="lend-role",
        subject=f"person:{colleague.id}",
        after=f"{grant.role}:{grant.scope} {first.isoformat()} {last.isoformat()}",
        reason=reason,
        at=now,
    )
    return colleague


def _colleague(tx: Tx, unit: Grant, *, name: str, email: str, by: Person, now: datetime) -> Person:
    row = tx.scalar(select(PersonRow).where(PersonRow.email == email.strip().lower()))
    if row is None:
        added = actions.add_person(tx, name=name, email=email, now=now)
        actions.record_audit(
            tx, person_id=by.id, action="add-person", subject=f"person:{added.id}", at=now
        )
        return added
    found = queries.find_person(tx, row.id)
    if found is None or found.id == by.id:
        raise NotYours
    check_colleague(found.grants, unit, name=found.name)
    return found


def end(tx: Tx, *, delegation_id: int, by: Person, now: datetime) -> None:
    """Take back what was lent; it counts from the next page on. Twice does no harm."""
    row = tx.get(DelegationRow, delegation_id)
    if row is None or row.lender_id != by.id:
        raise NotYours
    ended = tx.scalar(
        update(DelegationRow)
        .where(DelegationRow.id == delegation_id, DelegationRow.ended_at.is_(None))
        .values(ended_at=now)
        .returning(DelegationRow.id)
    )
    if ended is not None:
        actions.record_audit(
            tx,
            person_id=by.id,
            action="take-back-role",
            subject=f"person:{row.person_id}",
            before=f"{row.role}:{row.scope}",
            at=now,
        )
