"""Reading returns: the list, one of them with all it says, and what the ledger says now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from outreach.accounts import queries as accounts
from outreach.accounts.model import Person
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import return_queries as ledger
from outreach.ledger.return_model import Fact
from outreach.returns import periods, places, rules, snapshots
from outreach.returns.counting import Count, count, of_unit
from outreach.returns.model import (
    Adjustment,
    CellKey,
    Definition,
    Return,
    Round,
    Sheet,
    State,
    Step,
    Unit,
    UnitKind,
    Verb,
)
from outreach.returns.round_queries import newest, readable, rounds
from outreach.returns.tables import (
    ReturnAdjustmentRow,
    ReturnRoundRow,
    ReturnRow,
    ReturnSnapshotRow,
    ReturnStepRow,
    ReturnTargetRow,
)


def listed(
    tx: Tx,
    person: Person,
    *,
    round_ids: Collection[int] | None = None,
    unit: Unit | None = None,
    year: int | None = None,
) -> list[Return]:
    """Returns that somebody may read, in their newest versions, by form, then by unit."""
    wanted = newest(ReturnRow).where(readable(person))
    if round_ids is not None:
        wanted = wanted.where(ReturnRow.round_id.in_(sorted(round_ids)))
    if unit is not None:
        wanted = wanted.where(ReturnRow.unit_kind == unit.kind, ReturnRow.unit_code == unit.code)
    if year is not None:
        of_year = select(ReturnRoundRow.id).where(ReturnRoundRow.year == year)
        wanted = wanted.where(ReturnRow.round_id.in_(of_year))
    rows = [row for (row,) in tx.execute(wanted) if isinstance(row, ReturnRow)]
    return _returns(tx, rows)


def _returns(tx: Tx, rows: Iterable[ReturnRow]) -> list[Return]:
    rows = list(rows)
    asked = rounds(tx, ReturnRoundRow.id.in_({row.round_id for row in rows}))
    units = places.units(tx)
    order = {key: place for place, key in enumerate(units)}
    place = {round_id: n for n, round_id in enumerate(asked)}
    found = [_return(row, asked[row.round_id], units[row.unit_kind, row.unit_code]) for row in rows]
    found.sort(key=lambda each: (place[each.round.id], order[each.unit.kind, each.unit.code]))
    return found


def _return(row: ReturnRow, round_: Round, unit: Unit) -> Return:
    return Return(
        id=row.id,
        round=round_,
        unit=unit,
        version=row.version,
        state=State(row.state),
        revision=row.revision,
        targets_approved=row.targets_approved,
    )


def find_return(tx: Tx, return_id: int, person: Person) -> Return | None:
    """A return that somebody may read; another's is as absent as one that never was."""
    row = tx.scalar(
        select(ReturnRow)
        .where(ReturnRow.id == return_id, readable(person))
        .execution_options(populate_existing=True)
    )
    return None if row is None else _returns(tx, [row])[0]


def versions_of(tx: Tx, found: Return) -> list[Return]:
    """All versions of a return, the first one first."""
    rows = tx.scalars(
        select(ReturnRow)
        .where(
            ReturnRow.round_id == found.round.id,
            ReturnRow.unit_kind == found.unit.kind,
            ReturnRow.unit_code == found.unit.code,
        )
        .order_by(ReturnRow.version)
    )
    return sorted(_returns(tx, rows), key=lambda each: each.version)


def count_now(tx: Tx, found: Return) -> Count:
    """What the ledger says at this moment. Ask inside `reading()`."""
    at = {"year": found.round.year, "month": found.round.month}
    days = periods.spanned(found.round.definition, **at)
    facts = facts_of(tx, found.unit, days)
    return count(found.round.definition, facts, found.unit, bands=places.bands(tx), **at)


def facts_of(tx: Tx, unit: Unit, days: Days) -> list[Fact]:
    """The unit's part of the ledger, narrowed by the database as far as it can."""
    return of_unit(
        ledger.facts(
            tx,
            period=days,
            city_code=unit.code if unit.kind is UnitKind.CITY else None,
            county_code=unit.code if unit.kind is UnitKind.COUNTY else None,
            venue_id=int(unit.code) if unit.kind is UnitKind.VENUE else None,
        ),
        unit,
    )


def find_snapshot(tx: Tx, return_id: int) -> Count | None:
    """The figures as they were compiled; None while nobody has compiled them."""
    content = tx.scalar(
        select(ReturnSnapshotRow.content).where(ReturnSnapshotRow.return_id == return_id)
    )
    return None if content is None else snapshots.unpacked(content)


def count_of(tx: Tx, found: Return) -> Count:
    """What a return says: the ledger's present while it is open, then what was compiled."""
    kept = None if found.state is State.OPEN else find_snapshot(tx, found.id)
    return count_now(tx, found) if kept is None else kept


def sheet(tx: Tx, return_id: int) -> Sheet:
    return sheets_of(tx, [return_id]).get(return_id, Sheet())


def sheets_of(tx: Tx, ids: Collection[int]) -> dict[int, Sheet]:
    """What people wrote by hand, of those returns where anybody did."""
    adjusted: defaultdict[int, dict[CellKey, Adjustment]] = defaultdict(dict)
    targets: defaultdict[int, dict[str, int]] = defaultdict(dict)
    reasons: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in tx.scalars(
        select(ReturnAdjustmentRow).where(ReturnAdjustmentRow.return_id.in_(ids))
    ):
        adjusted[row.return_id][row.line, row.column] = Adjustment(
            cell=(row.line, row.column),
            value=row.value,
            reason=row.reason,
            person_id=row.person_id,
            at=row.at,
        )
    for line in tx.scalars(select(ReturnTargetRow).where(ReturnTargetRow.return_id.in_(ids))):
        if line.value is not None:
            targets[line.return_id][line.line] = line.value
        if line.missed:
            reasons[line.return_id][line.line] = line.missed
    return {
        id_: Sheet(adjusted[id_], targets[id_], reasons[id_])
        for id_ in {*adjusted, *targets, *reasons}
    }


def steps(tx: Tx, return_id: int) -> list[Step]:
    """A return's history, the first line first."""
    return steps_of(tx, [return_id]).get(return_id, [])


def steps_of(tx: Tx, ids: Collection[int]) -> dict[int, list[Step]]:
    found: defaultdict[int, list[Step]] = defaultdict(list)
    for row in tx.scalars(
        select(ReturnStepRow).where(ReturnStepRow.return_id.in_(ids)).order_by(ReturnStepRow.id)
    ):
        found[row.return_id].append(
            Step(
                verb=Verb(row.verb),
                at=row.at,
                person_id=row.person_id,
                reason=row.reason,
                subject=row.subject,
                before=row.before,
                after=row.after,
                alone=row.alone,
            )
        )
    return found


def version_row(tx: Tx, return_id: int) -> Return:
    """A return by its id, whoever asks."""
    return _returns(tx, [tx.get_one(ReturnRow, return_id, populate_existing=True)])[0]


def actual(made: Definition, counted: Count, sheet: Sheet) -> dict[str, int | None]:
    """What each indicator of a performance table reached: by hand, else as counted."""
    column = made.columns[0].key
    return {line.key: figure(counted, sheet, (line.key, column)) for line in made.lines}


def figure(counted: Count, sheet: Sheet, key: CellKey) -> int | None:
    """What a cell says: the figure by hand where there is one, else the computed."""
    by_hand = sheet.adjusted.get(key)
    return counted.value(key) if by_hand is None else by_hand.value


def entitled(tx: Tx, unit: Unit) -> dict[int, str]:
    """Everybody whose name may stand below a unit's form."""
    return {
        int(person.id): person.name
        for role, scope in rules.signers(unit)
        for person in accounts.holders(tx, role, scope)
    }


def below(tx: Tx, unit: Unit, year: int) -> list[Return]:
    """A unit's returns of a year and those of every unit in it, in their newest versions."""
    of_year = select(ReturnRoundRow.id).where(ReturnRoundRow.year == year)
    wanted = newest(ReturnRow).where(ReturnRow.round_id.in_(of_year))
    if unit.kind is UnitKind.CITY:
        wanted = wanted.where(
            ReturnRow.unit_kind.in_((UnitKind.CITY, UnitKind.COUNTY)),
            ReturnRow.unit_code.between(f"{unit.code[:4]}00", f"{unit.code[:4]}99"),
        )
    elif unit.kind is not UnitKind.PROVINCE:
        wanted = wanted.where(ReturnRow.unit_kind == unit.kind, ReturnRow.unit_code == unit.code)
    rows = [row for (row,) in tx.execute(wanted) if isinstance(row, ReturnRow)]
    return _returns(tx, rows)


@dataclass(frozen=True, slots=True)
class Beside:
    """What returns say beside their counted cells, by the return's id."""

    sheets: Mapping[int, Sheet]
    steps: Mapping[int, list[Step]]
    names: Mapping[int, str]
    sample: bool


def beside(tx: Tx, ids: Collection[int]) -> Beside:
    """Of many returns at once, in a handful of statements."""
    steps = steps_of(tx, ids)
    who = {s.person_id for each in steps.values() for s in each if s.person_id is not None}
    sample = bool(accounts.sample_people(tx))
    return Beside(sheets_of(tx, ids), steps, accounts.names(tx, who), sample)
