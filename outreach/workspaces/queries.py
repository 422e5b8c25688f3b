"""Reading tasks: what a unit has to do, who has answered, who is late."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from outreach.accounts.model import Person, Role
from outreach.kernel.db import Tx
from outreach.returns import places, round_queries
from outreach.returns.model import Unit, UnitKind
from outreach.workspaces import rules
from outreach.workspaces.model import AnswerKind, Duties, Order, Part, Progress, Standing, Task
from outreach.workspaces.tables import UnitTaskPartRow, UnitTaskReminderRow, UnitTaskRow

UNITS = (UnitKind.CITY, UnitKind.COUNTY)


def units(tx: Tx) -> list[Unit]:
    """The units that can be asked, each city before its counties."""
    return [unit for unit in places.units(tx).values() if unit.kind in UNITS]


def _task(row: UnitTaskRow) -> Task:
    return Task(
        id=row.id,
        order=Order(
            title=row.title,
            words=row.words,
            due=row.due,
            kind=AnswerKind(row.kind),
            round_id=row.round_id,
            until=row.until_day,
        ),
        sender=row.sender,
        created_at=row.created_at,
        created_by=row.created_by,
        withdrawn=row.withdrawn_at is not None,
    )


def _own(person: Person, *, own_only: bool) -> ColumnElement[bool]:
    """Parts of somebody's own units, and unless `own_only` of all units below."""
    if person.runs_the_province:
        return false() if own_only else true()
    cities, counties = person.scopes(Role.CITY), person.scopes(Role.COUNTY)
    kind, code = UnitTaskPartRow.unit_kind, UnitTaskPartRow.unit_code
    meant: list[ColumnElement[bool]] = [
        and_(kind == UnitKind.CITY, code.in_(sorted(cities))),
        and_(kind == UnitKind.COUNTY, code.in_(sorted(counties))),
    ]
    if not own_only:
        meant += [
            and_(kind == UnitKind.COUNTY, code.between(f"{city[:4]}00", f"{city[:4]}99"))
            for city in sorted(cities)
        ]
    return or_(*meant)


def _parts(tx: Tx, *conditions: ColumnElement[bool]) -> list[Part]:
    """Three or four statements, however many parts there are."""
    rows = tx.execute(
        select(UnitTaskPartRow, UnitTaskRow)
        .join(UnitTaskRow, UnitTaskRow.id == UnitTaskPartRow.task_id)
        .where(*conditions)
        .order_by(UnitTaskRow.due, UnitTaskRow.id, UnitTaskPartRow.id)
        .execution_options(populate_existing=True)
    ).all()
    rounds = {task.round_id for _part, task in rows if task.round_id is not None}
    signed = round_queries.signed_by_unit(tx, rounds) if rounds else {}
    known = places.units(tx) if rows else {}
    found = []
    for part, task in rows:
        unit = known[UnitKind(part.unit_kind), part.unit_code]
        asked = (task.round_id or 0, unit.kind, unit.code)
        return_id, is_signed = signed.get(asked, (None, False))
        found.append(
            Part(
                task=_task(task),
                unit=unit,
                answered_at=part.answered_at,
                answered_by=part.answered_by,
                on_behalf=part.on_behalf,
                words=part.words or "",
                return_id=return_id,
                return_signed=is_signed,
            )
        )
    return found


def asked_of(tx: Tx, person: Person) -> list[Part]:
    """What the own units have to do, the first due day first; withdrawn tasks are gone."""
    return _parts(tx, _own(person, own_only=True), UnitTaskRow.withdrawn_at.is_(None))


def watched(tx: Tx, person: Person) -> list[Progress]:
    """Tasks with the units below that somebody looks after, the newest first."""
    if not person.has(*rules.SENDERS):
        return []
    parts = _parts(tx, _own(person, own_only=False), UnitTaskRow.withdrawn_at.is_(None))
    by_task: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        if not rules.is_own(person, part.unit):
            by_task[part.task.id].append(part)
    return [Progress(found[0].task, found) for _id, found in sorted(by_task.items(), reverse=True)]


def how_many_wait(tx: Tx, person: Person, *, today: date) -> tuple[int, int]:
    """What waits for the own units, and how many parts below are late."""
    own = sum(not part.is_answered for part in asked_of(tx, person))
    return own, sum(len(each.late(today)) for each in watched(tx, person))


def find_progress(tx: Tx, person: Person, task_id: int) -> Progress | None:
    """A task with the parts that somebody may see; none when there is none of these."""
    parts = _parts(tx, UnitTaskRow.id == task_id, _own(person, own_only=False))
    return Progress(parts[0].task, parts) if parts else None


def find_task(tx: Tx, task_id: int) -> Task | None:
    row = tx.get(UnitTaskRow, task_id)
    return _task(row) if row is not None else None


def find_part(tx: Tx, task_id: int, unit: Unit) -> Part | None:
    found = _parts(
        tx,
        UnitTaskRow.id == task_id,
        UnitTaskPartRow.unit_kind == unit.kind,
        UnitTaskPartRow.unit_code == unit.code,
    )
    return found[0] if found else None


def duties_by_county(tx: Tx, county_codes: Collection[str], *, today: date) -> Mapping[str, Duties]:
    """Open and late tasks of counties; those without any are left out."""
    found: dict[str, Duties] = {}
    for part in _parts(
        tx,
        UnitTaskRow.withdrawn_at.is_(None),
        UnitTaskPartRow.unit_kind == UnitKind.COUNTY,
        UnitTaskPartRow.unit_code.in_(sorted(county_codes)),
    ):
        standing = part.standing(today)
        if standing in (Standing.OPEN, Standing.LATE):
            before = found.get(part.unit.code, Duties())
            late = before.late + (standing is Standing.LATE)
            found[part.unit.code] = Duties(before.open + 1, late)
    return found


def last_reminder(tx: Tx, task_id: int) -> tuple[date, int] | None:
    """When all who were late were last written to, and how many letters that were."""
    row = tx.execute(
        select(UnitTaskReminderRow.day, UnitTaskReminderRow.letters)
        .where(UnitTaskReminderRow.task_id == task_id)
        .order_by(UnitTaskReminderRow.day.desc())
        .limit(1)
    ).first()
    return (row.day, row.letters) if row is not None else None
