"""What people do with accounts: sign in and out, invite, grant; and the audit of it all."""

import hashlib
import secrets
import threading
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, update

from outreach.accounts import queries, rules
from outreach.accounts.audit_chain import chain_at_the_end
from outreach.accounts.model import Grant, Person, PersonId, Role
from outreach.accounts.tables import (
    AuditRow,
    GrantRow,
    PersonRow,
    SignInAttemptRow,
    SignInLinkRow,
    SignInRow,
)
from outreach.kernel.db import Database, Tx
from outreach.outbox import actions as outbox

# OWASP's floor for argon2id; one hash at a time in a process, so that a rush of sign-ins cannot
# take both cores away from people who are booking.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_one_at_a_time = threading.Lock()
_NOBODY = _hasher.hash(secrets.token_hex(16))


def token_hash(token: str) -> str:
    """Tokens are random, so a plain SHA-256 is enough to make a stolen database useless."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    with _one_at_a_time:
        return _hasher.hash(password)


def _password_fits(stored: str | None, password: str) -> bool:
    """Takes as long for an unknown account as for a known one."""
    with _one_at_a_time:
        try:
            return _hasher.verify(stored or _NOBODY, password) and stored is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def check_password(
    database: Database, *, email: str, password: str, address: str, now: datetime
) -> Person | None:
    """Who signs in with a password; nobody when it does not fit, and the failure is counted.

    Opens its own transactions: hashing takes tens of milliseconds and must not hold the gate.
    A try counts before it is judged and is forgotten when it fits, so that many sent at once
    are as few as one after the other.
    """
    keys = (f"account:{email.strip().lower()}", f"address:{address}")
    tries = [SignInAttemptRow(key=key, at=now) for key in keys]
    with database.writing() as tx:
        _check_tries(tx, keys, now=now)
        tx.add_all(tries)
        found = queries.find_person_by_email(tx, email)
        stored = queries.password_hash(tx, found.id) if found else None
    if not _password_fits(stored, password):
        return None
    with database.writing() as tx:
        forgotten = SignInAttemptRow.id.in_([each.id for each in tries])
        tx.execute(delete(SignInAttemptRow).where(forgotten))
    return found


def _check_tries(tx: Tx, keys: tuple[str, str], *, now: datetime) -> None:
    since = now - rules.WINDOW
    account, address = (queries.attempts_since(tx, key, since) for key in keys)
    rules.check_tries(account=account, address=address)


def sign_in(tx: Tx, *, person_id: PersonId, lasts: timedelta, now: datetime) -> str:
    """Begin a sign-in in a browser; the returned token is for its cookie and kept nowhere else."""
    token = secrets.token_urlsafe(32)
    tx.add(
        SignInRow(
            person_id=person_id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + lasts,
        )
    )
    return token


def sign_out(tx: Tx, *, token: str, now: datetime) -> None:
    tx.execute(
        update(SignInRow)
        .where(SignInRow.token_hash == token_hash(token), SignInRow.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_all_sign_ins(tx: Tx, *, person_id: int, now: datetime) -> None:
    """After a change of password or the end of an account."""
    tx.execute(
        update(SignInRow)
        .where(SignInRow.person_id == person_id, SignInRow.ended_at.is_(None))
        .values(ended_at=now)
    )


def count_try(tx: Tx, *, what: str, address: str, now: datetime) -> None:
    """Count something strangers may do only so often, for its subject and for where they are."""
    keys = (what, f"address:{address}")
    _check_tries(tx, keys, now=now)
    tx.add_all(SignInAttemptRow(key=key, at=now) for key in keys)


def send_link(tx: Tx, *, email: str, address: str, now: datetime) -> None:
    """Mail a one-time link, if the account exists; the page says the same either way."""
    count_try(tx, what=f"link:{email.strip().lower()}", address=address, now=now)
    found = queries.find_person_by_email(tx, email)
    if found is None:
        return
    token = secrets.token_urlsafe(32)
    tx.add(
        SignInLinkRow(
            person_id=found.id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + rules.LINK_LASTS,
        )
    )
    outbox.post(tx, kind="sign-in-link", payload={"token": token}, recipient=found.id, at=now)


def use_link(tx: Tx, *, token: str, now: datetime) -> Person:
    """Take a link's one use, by compare-and-swap so that two clicks sign in once."""
    person_id = tx.scalar(
        update(SignInLinkRow)
        .where(
            SignInLinkRow.token_hash == token_hash(token),
            SignInLinkRow.used_at.is_(None),
            SignInLinkRow.expires_at > now,
        )
        .values(used_at=now)
        .returning(SignInLinkRow.person_id)
    )
    found = queries.find_person(tx, person_id) if person_id is not None else None
    if found is None:
        raise rules.SignInLinkSpent
    return found


def add_person(
    tx: Tx,
    *,
    name: str,
    email: str,
    phone: str | None = None,
    password: str | None = None,
    password_hash: str | None = None,
    grants: tuple[Grant, ...] = (),
    sample: bool = False,
    now: datetime,
) -> Person:
    """Give somebody an account. A ready-made `password_hash` saves the sample its many hashes."""
    row = PersonRow(
        name=name.strip(),
        email=email.strip().lower(),
        phone=phone,
        password_hash=password_hash or (hash_password(password) if password else None),
        sample=sample,
        created_at=now,
    )
    tx.add(row)
    tx.flush()  # numbers the person for the grants
    tx.add_all(GrantRow(person_id=row.id, role=g.role, scope=g.scope) for g in grants)
    tx.flush()  # so that the reading below finds them
    found = queries.find_person(tx, row.id)
    assert found is not None  # noqa: S101 - just added
    return found


def add_grant(tx: Tx, *, person_id: int, grant: Grant) -> None:
    """Trust somebody with one thing more; whoever calls writes the audit. Twice does no harm."""
    who = queries.find_account(tx, person_id)
    if who is not None and grant not in who.grants:
        tx.add(GrantRow(person_id=person_id, role=grant.role, scope=grant.scope))


def drop_grant(tx: Tx, *, person_id: int, grant: Grant) -> None:
    """Take one thing back; whoever calls writes the audit. Twice does no harm."""
    tx.execute(
        delete(GrantRow).where(
            GrantRow.person_id == person_id,
            GrantRow.role == grant.role,
            GrantRow.scope.is_not_distinct_from(grant.scope),
        )
    )


def change_grant(
    tx: Tx, *, person_id: int, grant: Grant, holds: bool, by: PersonId, now: datetime
) -> None:
    """Give somebody a role where it is to hold, or take it back; it counts from the next page on.

    An administrator keeps that role of their own, so that nobody locks everybody out.
    """
    if not holds and person_id == by and grant.role is Role.ADMIN:
        raise rules.OwnAdministration
    if holds:
        add_grant(tx, person_id=person_id, grant=grant)
    else:
        drop_grant(tx, person_id=person_id, grant=grant)
    record_audit(
        tx,
        person_id=by,
        action="give-role" if holds else "take-role",
        subject=f"person:{person_id}",
        after=f"{grant.role}:{grant.scope or ''}",
        at=now,
    )


def set_active(tx: Tx, *, person_id: int, active: bool, by: PersonId, now: datetime) -> None:
    """Open or close an account; closing ends every sign-in."""
    tx.execute(update(PersonRow).where(PersonRow.id == person_id).values(active=active))
    if not active:
        end_all_sign_ins(tx, person_id=person_id, now=now)
    record_audit(
        tx,
        person_id=by,
        action="open-account" if active else "close-account",
        subject=f"person:{person_id}",
        at=now,
    )


def set_password(tx: Tx, *, person_id: int, hashed: str, now: datetime) -> None:
    """Store a new password's hash (made outside the transaction) and end all sign-ins."""
    tx.execute(update(PersonRow).where(PersonRow.id == person_id).values(password_hash=hashed))
    end_all_sign_ins(tx, person_id=person_id, now=now)
    record_audit(
        tx, person_id=person_id, action="set-password", subject=f"person:{person_id}", at=now
    )


def set_language(tx: Tx, *, person_id: int, language: str) -> None:
    tx.execute(update(PersonRow).where(PersonRow.id == person_id).values(language=language))


def record_audit(
    tx: Tx,
    *,
    person_id: int | None,
    action: str,
    subject: str,
    before: str | None = None,
    after: str | None = None,
    reason: str | None = None,
    at: datetime,
) -> None:
    """Add a line to the audit: who did what to `subject` ("booking:17"), what changed, and why."""
    row = AuditRow(
        at=at,
        person_id=person_id,
        action=action,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
    )
    tx.add(row)
    chain_at_the_end(tx, row)
