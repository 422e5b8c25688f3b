"""Finding people."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, func, literal, select, union_all

from outreach.accounts.model import Grant, Person, PersonId, Role
from outreach.accounts.tables import (
    AuditRow,
    DelegationRow,
    GrantRow,
    PersonRow,
    SignInAttemptRow,
    SignInRow,
)
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx

LAST = 2**31 - 1
"""Behind every grant's number: what is lent comes after what is one's own."""


def _person(tx: Tx, row: PersonRow) -> Person:
    return _people(tx, [row])[0]


def _people(tx: Tx, rows: Iterable[PersonRow], *, today: date | None = None) -> list[Person]:
    """People with their grants, however many in one statement more.

    With a day, also what colleagues have lent them for it.
    """
    wanted = list(rows)
    ids = [row.id for row in wanted]
    own = select(GrantRow.person_id, GrantRow.role, GrantRow.scope, GrantRow.id.label("at"))
    asked = own.where(GrantRow.person_id.in_(ids))
    every = asked.order_by(GrantRow.id) if today is None else _with_lent(asked, ids, today)
    grants: dict[int, list[Grant]] = defaultdict(list)
    for holder, role, scope, _at in tx.execute(every):
        grant = Grant(Role(role), scope)
        if grant not in grants[holder]:
            grants[holder].append(grant)
    return [
        Person(
            id=PersonId(row.id),
            name=row.name,
            email=row.email,
            phone=row.phone,
            language=row.language,
            grants=tuple(grants[row.id]),
            active=row.active,
        )
        for row in wanted
    ]


def _with_lent(asked: Any, ids: Collection[int], today: date) -> CompoundSelect[Any]:
    """Own grants, then those lent for a day by somebody who still holds them."""
    lent = (
        select(DelegationRow.person_id, DelegationRow.role, DelegationRow.scope, literal(LAST))
        .join(PersonRow, PersonRow.id == DelegationRow.lender_id)
        .join(
            GrantRow,
            (GrantRow.person_id == DelegationRow.lender_id)
            & (GrantRow.role == DelegationRow.role)
            & (GrantRow.scope == DelegationRow.scope),
        )
        .where(
            DelegationRow.person_id.in_(ids),
            DelegationRow.first_day <= today,
            DelegationRow.last_day >= today,
            DelegationRow.ended_at.is_(None),
            PersonRow.active,
        )
    )
    both: CompoundSelect[Any] = union_all(asked, lent)
    return both.order_by("at")


def find_person(tx: Tx, person_id: int) -> Person | None:
    row = tx.get(PersonRow, person_id)
    return _person(tx, row) if row is not None and row.active else None


def find_account(tx: Tx, person_id: int) -> Person | None:
    """Somebody's account, open or closed."""
    row = tx.get(PersonRow, person_id)
    return _person(tx, row) if row is not None else None


def find_person_by_email(tx: Tx, email: str) -> Person | None:
    row = tx.scalar(select(PersonRow).where(PersonRow.email == email.strip().lower()))
    return _person(tx, row) if row is not None and row.active else None


def names(tx: Tx, person_ids: Collection[int]) -> dict[int, str]:
    """What people are called, also those whose account is closed."""
    chosen = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(sorted(person_ids)))
    return {person_id: name for person_id, name in tx.execute(chosen)}  # noqa: C416 - typed rows


def is_known(tx: Tx, email: str) -> bool:
    """Whether an address has an account, open or closed."""
    found = tx.scalar(select(PersonRow.id).where(PersonRow.email == email.strip().lower()))
    return found is not None


def password_hash(tx: Tx, person_id: int) -> str | None:
    return tx.scalar(select(PersonRow.password_hash).where(PersonRow.id == person_id))


def find_signed_in(tx: Tx, token_hash: str, *, now: datetime) -> Person | None:
    """Whose browser holds the token, while the sign-in lasts."""
    row = tx.scalar(
        select(PersonRow)
        .join(SignInRow, SignInRow.person_id == PersonRow.id)
        .where(
            SignInRow.token_hash == token_hash,
            SignInRow.ended_at.is_(None),
            SignInRow.expires_at > now,
            PersonRow.active,
        )
    )
    return _people(tx, [row], today=local_day(now))[0] if row is not None else None


def attempts_since(tx: Tx, key: str, since: datetime) -> int:
    found = tx.scalar(
        select(func.count()).where(SignInAttemptRow.key == key, SignInAttemptRow.at >= since)
    )
    return found or 0


def holders(tx: Tx, role: Role, scope: str | None = None) -> list[Person]:
    """Active people who hold a role, there where it is asked for."""
    rows = tx.scalars(
        select(PersonRow)
        .join(GrantRow, GrantRow.person_id == PersonRow.id)
        .where(GrantRow.role == role, GrantRow.scope == scope, PersonRow.active)
        .order_by(PersonRow.id)
    )
    return _people(tx, rows)


def scopes_held(tx: Tx, role: Role) -> frozenset[str]:
    """Everywhere somebody holds a role: school ids for teachers, as text."""
    found = tx.scalars(select(GrantRow.scope).where(GrantRow.role == role).distinct())
    return frozenset(scope for scope in found if scope is not None)


def holders_by_scope(tx: Tx, role: Role) -> dict[str, int]:
    """Who holds a role where, active accounts only; of several the newest."""
    rows = tx.execute(
        select(GrantRow.scope, GrantRow.person_id)
        .join(PersonRow, PersonRow.id == GrantRow.person_id)
        .where(GrantRow.role == role, GrantRow.scope.is_not(None), PersonRow.active)
        .order_by(GrantRow.id)
    )
    return {scope: person_id for scope, person_id in rows if scope is not None}


def sample_people(tx: Tx) -> list[Person]:
    """The invented accounts of the sample province."""
    rows = tx.scalars(select(PersonRow).where(PersonRow.sample).order_by(PersonRow.id))
    return _people(tx, rows)


def people(tx: Tx, *, text: str = "", limit: int = 200) -> list[Person]:
    """Everybody, or those whose name or address contains a text."""
    pattern = f"%{text.strip().lower()}%"
    rows = tx.scalars(
        select(PersonRow)
        .where(func.lower(PersonRow.name).like(pattern) | PersonRow.email.like(pattern))
        .order_by(PersonRow.name)
        .limit(limit)
    )
    return _people(tx, rows)


def audit_of(tx: Tx, subject: str) -> list[AuditRow]:
    rows = tx.scalars(select(AuditRow).where(AuditRow.subject == subject).order_by(AuditRow.id))
    return list(rows)
