"""Reading the audit: searching it, and finding out whether anybody tampered with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true

from outreach.accounts.audit_chain import entry
from outreach.accounts.audit_model import (
    START,
    Anchor,
    Entry,
    Fault,
    FaultKind,
    Link,
    Search,
    faults,
)
from outreach.accounts.model import Person, Role
from outreach.accounts.tables import AuditEndRow, AuditLinkRow, AuditRow, GrantRow
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx

PAGE_SIZE = 50
PORTION = 2000


def end(tx: Tx) -> Anchor:
    """Where the chain ends now."""
    row = tx.scalar(select(AuditEndRow))
    return Anchor(row.number, row.digest) if row is not None else Anchor(0, START)


def find_faults(tx: Tx, *, anchor: Anchor | None = None) -> Iterator[Fault]:
    """Everything that shows tampering; an anchor kept elsewhere also shows a cut end.

    Reads the whole audit in portions, however long it is.
    """
    ends = end(tx)
    if anchor is not None and anchor.number and _digest_at(tx, anchor.number) != anchor.digest:
        yield Fault(FaultKind.CUT, anchor.number)
    yield from faults(_links(tx), ends=ends)
    if ends.number:
        beside = select(AuditRow.id).where(
            ~select(AuditLinkRow.number).where(AuditLinkRow.entry_id == AuditRow.id).exists()
        )
        yield from (Fault(FaultKind.UNCHAINED, each) for each in tx.scalars(beside))


def _digest_at(tx: Tx, number: int) -> str | None:
    return tx.scalar(select(AuditLinkRow.digest).where(AuditLinkRow.number == number))


def _links(tx: Tx) -> Iterator[tuple[Link, Entry | None]]:
    rows = tx.execute(
        select(AuditLinkRow, AuditRow)
        .outerjoin(AuditRow, AuditRow.id == AuditLinkRow.entry_id)
        .order_by(AuditLinkRow.number)
        .execution_options(yield_per=PORTION)
    )
    for link, row in rows:
        yield (
            Link(link.number, link.entry_id, link.previous, link.digest),
            entry(row) if row is not None else None,
        )


def readable(person: Person) -> ColumnElement[bool]:
    """All of it for those who run the province; else what people of the own units did.

    And what happened to these units themselves.
    """
    if person.runs_the_province:
        return true()
    counties, cities = person.scopes(Role.COUNTY), person.scopes(Role.CITY)
    own = or_(
        false(),
        GrantRow.scope.in_(sorted(counties)) & (GrantRow.role == Role.COUNTY),
        GrantRow.scope.in_(sorted(cities)) & (GrantRow.role == Role.CITY),
        *(
            GrantRow.scope.between(f"{city[:4]}00", f"{city[:4]}99")
            & (GrantRow.role == Role.COUNTY)
            for city in sorted(cities)
        ),
    )
    subjects = [f"county:{code}" for code in sorted(counties)]
    subjects += [f"city:{code}" for code in sorted(cities)]
    return or_(
        AuditRow.person_id.in_(select(GrantRow.person_id).where(own)),
        AuditRow.subject.in_(subjects),
    )


def _meant(person: Person, wanted: Search) -> Select[AuditRow]:
    found = select(AuditRow).where(readable(person))
    if wanted.person_id is not None:
        found = found.where(AuditRow.person_id == wanted.person_id)
    if wanted.subject:
        found = found.where(AuditRow.subject.startswith(wanted.subject, autoescape=True))
    if wanted.action:
        found = found.where(AuditRow.action == wanted.action)
    if wanted.first is not None:
        found = found.where(AuditRow.at >= at_wall_clock(wanted.first, time()))
    if wanted.last is not None:
        found = found.where(AuditRow.at < at_wall_clock(wanted.last + timedelta(days=1), time()))
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A page of entries, the newest first."""

    entries: list[Entry]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def search(tx: Tx, person: Person, wanted: Search, *, page: int = 1) -> Found:
    meant = _meant(person, wanted)
    total = tx.scalar(select(func.count()).select_from(meant.subquery())) or 0
    number = min(max(1, page), max(1, -(-total // PAGE_SIZE)))
    rows = tx.scalars(
        meant.order_by(AuditRow.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    )
    return Found([entry(row) for row in rows], total, number)


def each_entry(tx: Tx, person: Person, wanted: Search, *, at_most: int) -> Iterator[Entry]:
    """For exports, the newest first, read in portions."""
    rows = tx.scalars(
        _meant(person, wanted)
        .order_by(AuditRow.id.desc())
        .limit(at_most)
        .execution_options(yield_per=PORTION)
    )
    return map(entry, rows)


def actions_met(tx: Tx, person: Person) -> list[str]:
    """Every verb that stands in somebody's part of the audit."""
    found = select(AuditRow.action).where(readable(person)).distinct().order_by(AuditRow.action)
    return list(tx.scalars(found))
