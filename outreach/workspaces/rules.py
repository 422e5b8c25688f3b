"""Who sends tasks to whom, who may answer them, and when that is refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from outreach.accounts.model import Person, Role
from outreach.kernel.refusal import Refusal
from outreach.returns import rules as returns
from outreach.returns.model import Unit, UnitKind
from outreach.workspaces.model import AnswerKind, Level, Part, Standing, Task

PROVINCE = "province"
WORKERS = (Role.ADMIN, Role.PROVINCE, Role.CITY, Role.COUNTY)
SENDERS = (Role.ADMIN, Role.PROVINCE, Role.CITY)
KINDS = {
    Level.COUNTIES: (UnitKind.COUNTY,),
    Level.CITIES: (UnitKind.CITY,),
    Level.BOTH: (UnitKind.CITY, UnitKind.COUNTY),
}


@dataclass(eq=False)
class LedgerStillOpen(Refusal):
    """Planned activities whose day has gone by: held or not, nobody has said."""

    code: ClassVar[str] = "ledger-still-open"
    task_id: int
    county: str
    plans: int
    until: date


@dataclass(eq=False)
class TaskIsClosed(Refusal):
    """It was answered, or withdrawn, since the page was opened."""

    code: ClassVar[str] = "task-is-closed"
    task_id: int


@dataclass(eq=False)
class NobodyAsked(Refusal):
    """A task that would go to no unit at all."""

    code: ClassVar[str] = "nobody-asked"
    status: ClassVar[int] = 422


def sender_of(person: Person) -> str | None:
    """In whose name somebody sends tasks: the province's, or the own city's."""
    if person.runs_the_province:
        return PROVINCE
    return min(person.scopes(Role.CITY), default=None)


def asked(
    units: Iterable[Unit], sender: str, level: Level, chosen: Iterable[str] = ()
) -> list[Unit]:
    """The units below a sender that a task goes to; all of them where none is chosen.

    The province chooses cities, a city counties.
    """
    only = frozenset(chosen)
    if sender != PROVINCE:
        found = [u for u in units if u.kind is UnitKind.COUNTY and u.city_code == sender]
        return [unit for unit in found if not only or unit.code in only]
    found = [unit for unit in units if unit.kind in KINDS[level]]
    return [unit for unit in found if not only or unit.city_code in only]


def may_see(person: Person, part: Part) -> bool:
    return returns.works_for(person, part.unit)


def may_change(person: Person, task: Task) -> bool:
    """Who sends in the name in which it was sent: the province, or that city."""
    if task.sender == PROVINCE:
        return person.runs_the_province
    return person.runs_the_province or task.sender in person.scopes(Role.CITY)


def is_own(person: Person, unit: Unit) -> bool:
    """Whether somebody answers for the unit itself, and not on its behalf (代填)."""
    role = Role.CITY if unit.kind is UnitKind.CITY else Role.COUNTY
    return unit.code in person.scopes(role)


def check_answerable(part: Part, *, today: date) -> None:
    if part.standing(today) in (Standing.ANSWERED, Standing.WITHDRAWN):
        raise TaskIsClosed(task_id=part.task.id)
    if part.task.order.kind is AnswerKind.RETURN:
        raise TaskIsClosed(task_id=part.task.id)
