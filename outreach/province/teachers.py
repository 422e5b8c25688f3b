"""Teachers who ask to book for their school, and those who say yes or no."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import func, select, update

from outreach.accounts import actions as accounts
from outreach.accounts import queries as people
from outreach.accounts.model import Grant, Person, Role
from outreach.accounts.rules import NotYours
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal
from outreach.outbox import actions as outbox
from outreach.province import school_queries
from outreach.province.model import School
from outreach.province.tables import SchoolRow, TeacherRequestRow


@dataclass(eq=False)
class AlreadyDecided(Refusal):
    code: ClassVar[str] = "already-decided"


@dataclass(frozen=True, slots=True)
class TeacherRequest:
    """Who asks, for which school, since when."""

    id: int
    person: Person
    school: School
    created_at: datetime


def ask(
    tx: Tx, *, school_id: int, name: str, email: str, phone: str, address: str, now: datetime
) -> None:
    """Ask for a school. The page says the same whether or not the address has an account."""
    accounts.count_try(tx, what=f"join:{email.strip().lower()}", address=address, now=now)
    school = school_queries.school(tx, school_id)
    who = people.find_person_by_email(tx, email)
    if who is None:
        if people.is_known(tx, email):
            return  # a closed account stays closed
        who = accounts.add_person(tx, name=name, email=email, phone=phone, now=now)
    asked = tx.scalar(
        select(TeacherRequestRow).where(
            TeacherRequestRow.person_id == who.id, TeacherRequestRow.school_id == school.id
        )
    )
    if who.teaches_at(school.id) or asked is not None:
        return
    tx.add(TeacherRequestRow(person_id=who.id, school_id=school.id, created_at=now))


def waiting(tx: Tx, *, counties: Collection[str] | None) -> list[TeacherRequest]:
    """Requests nobody has decided, in these counties or in all, the oldest first."""
    chosen = (
        select(TeacherRequestRow)
        .join(SchoolRow, SchoolRow.id == TeacherRequestRow.school_id)
        .where(TeacherRequestRow.state == "waiting")
        .order_by(TeacherRequestRow.id)
        .limit(200)
    )
    if counties is not None:
        chosen = chosen.where(SchoolRow.county_code.in_(sorted(counties)))
    rows = tx.scalars(chosen).all()
    schools = school_queries.schools_by_id(tx, [row.school_id for row in rows])
    found = [(row, people.find_person(tx, row.person_id)) for row in rows]
    return [
        TeacherRequest(row.id, person, schools[row.school_id], row.created_at)
        for row, person in found
        if person is not None
    ]


def how_many_wait(tx: Tx, *, counties: Collection[str] | None) -> int:
    chosen = (
        select(func.count())
        .select_from(TeacherRequestRow)
        .join(SchoolRow, SchoolRow.id == TeacherRequestRow.school_id)
        .where(TeacherRequestRow.state == "waiting")
    )
    if counties is not None:
        chosen = chosen.where(SchoolRow.county_code.in_(sorted(counties)))
    return tx.scalar(chosen) or 0


def decide(tx: Tx, *, request_id: int, accept: bool, by: Person, now: datetime) -> TeacherRequest:
    """Say yes, and the teacher may book and is told; or no. Once."""
    row = tx.get(TeacherRequestRow, request_id)
    if row is None:
        raise NotYours
    school = school_queries.school(tx, row.school_id)
    if not by.watches_county(school.county_code):
        raise NotYours
    decided = tx.scalar(
        update(TeacherRequestRow)
        .where(TeacherRequestRow.id == request_id, TeacherRequestRow.state == "waiting")
        .values(state="accepted" if accept else "declined", decided_at=now, decided_by=by.id)
        .returning(TeacherRequestRow.person_id)
    )
    who = people.find_person(tx, decided) if decided is not None else None
    if who is None:
        raise AlreadyDecided
    accounts.record_audit(
        tx,
        person_id=by.id,
        action="accept-teacher" if accept else "decline-teacher",
        subject=f"school:{school.id}",
        after=f"person:{who.id}",
        at=now,
    )
    if accept:
        accounts.add_grant(tx, person_id=who.id, grant=Grant(Role.TEACHER, str(school.id)))
        payload = {"school": school.name}
        outbox.post(tx, kind="teacher-accepted", payload=payload, recipient=who.id, at=now)
    return TeacherRequest(row.id, who, school, row.created_at)
