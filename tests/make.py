"""Builders: plain functions, valid by default; a test names only what matters to it."""

from datetime import UTC, datetime, timedelta
from itertools import count

from outreach.accounts import actions as accounts
from outreach.accounts.model import Grant, Person, Role
from outreach.kernel.db import Tx

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in Jiangxi

_numbers = count(1)


def person(
    tx: Tx,
    *,
    role: Role | None = Role.TEACHER,
    scope: str | int | None = None,
    name: str = "刘老师",
    email: str | None = None,
    now: datetime = NOW,
) -> Person:
    """Somebody with one role, or, with none, an account that may do nothing."""
    grants = () if role is None else (Grant(role, None if scope is None else str(scope)),)
    address = email or f"person-{next(_numbers)}@example.org"
    return accounts.add_person(tx, name=name, email=address, grants=grants, now=now)


def sign_in(tx: Tx, *, person: Person, now: datetime = NOW) -> str:
    """The token of a new sign-in that lasts a day."""
    return accounts.sign_in(tx, person_id=person.id, lasts=timedelta(days=1), now=now)
