"""What people do with returns: ask for them, compile, check, sign, freeze, send back."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Tx
from outreach.returns import periods, places, queries, rules, snapshots
from outreach.returns.counting import Count
from outreach.returns.differences import between
from outreach.returns.model import Measure, Return, Round, State, Step, Verb, Version
from outreach.returns.steps import remember, swap
from outreach.returns.tables import (
    ReturnAdjustmentRow,
    ReturnRoundRow,
    ReturnRow,
    ReturnSnapshotRow,
    ReturnTargetRow,
)


def open_round(
    tx: Tx, version: Version, *, year: int, month: int = 0, by: int | None, now: datetime
) -> Round:
    """Ask every unit that the template names for its form of a year, or of a month of it."""
    made = version.definition
    row = ReturnRoundRow(
        template_id=version.template_id,
        version_id=version.id,
        year=year,
        month=month,
        due=periods.due_day(made, year=year, month=month),
        opened_at=now,
        opened_by=by,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()  # a second one at the same moment breaks here
    except IntegrityError:
        raise rules.RoundIsThere(year=year, month=month, name=made.name) from None
    asked = [unit for unit in places.units(tx).values() if unit.kind in made.units]
    tx.execute(
        insert(ReturnRow),
        [
            {"round_id": row.id, "unit_kind": unit.kind.value, "unit_code": unit.code}
            for unit in asked
        ],
    )
    record_audit(tx, person_id=by, action="return-round", subject=f"return-round:{row.id}", at=now)
    return Round(row.id, version, year, month, row.due, now)


def compile_return(
    tx: Tx, found: Return, counted: Count, *, seen: int, by: int, now: datetime
) -> None:
    """Put the counted figures down as the return's, with the records behind them.

    `counted` was read in one snapshot of the ledger a moment ago; what the ledger says later does
    not change it. Everything before it that was signed is signed anew.
    """
    rules.check_step(found, Verb.COMPILED)
    _check_complete(tx, found, counted)
    swap(tx, found, seen=seen, state=State.COMPILED)
    tx.execute(delete(ReturnSnapshotRow).where(ReturnSnapshotRow.return_id == found.id))
    tx.add(ReturnSnapshotRow(return_id=found.id, taken_at=now, content=snapshots.packed(counted)))
    remember(tx, found, Verb.COMPILED, by=by, now=now)


def _check_complete(tx: Tx, found: Return, counted: Count) -> None:
    """Nothing is left empty that only a person can fill."""
    made, sheet = found.round.definition, queries.sheet(tx, found.id)
    by_hand = [
        line
        for line in made.lines
        for column, rule in line.cells.items()
        if rule.measure is Measure.BY_HAND and (line.key, column) not in sheet.adjusted
    ]
    targets, missed = [], []
    if made.targets:
        values = queries.actual(made, counted, sheet)
        targets = [line for line in made.lines if line.key not in sheet.targets]
        missed = rules.unmet(made, actual=values, targets=sheet.targets, reasons=sheet.reasons)
        if not found.targets_approved and not targets:
            targets = list(made.lines)
    if by_hand or targets or missed:
        raise rules.NotComplete(
            return_id=found.id,
            by_hand=rules.labels_of(by_hand),
            targets=rules.labels_of(targets),
            missed=rules.labels_of(missed),
        )


def check(tx: Tx, found: Return, *, seen: int, by: int, now: datetime) -> None:
    """A second person has looked through the figures."""
    _sign(tx, found, Verb.CHECKED, State.CHECKED, seen=seen, by=by, now=now)


def sign(tx: Tx, found: Return, *, seen: int, by: int, now: datetime) -> None:
    """Whoever answers for the unit puts a name below."""
    _sign(tx, found, Verb.SIGNED, State.SIGNED, seen=seen, by=by, now=now)


def _sign(
    tx: Tx, found: Return, verb: Verb, state: State, *, seen: int, by: int, now: datetime
) -> None:
    rules.check_step(found, verb)
    alone = rules.check_person(
        found,
        by=by,
        done=signed_by(queries.steps(tx, found.id)),
        entitled=queries.entitled(tx, found.unit),
    )
    swap(tx, found, seen=seen, state=state)
    remember(tx, found, verb, by=by, now=now, alone=alone)


def signed_by(steps: list[Step]) -> Mapping[Verb, int]:
    """Who took which step since the figures were last compiled."""
    done: dict[Verb, int] = {}
    for step in steps:
        if step.verb is Verb.COMPILED or step.verb is Verb.SENT_BACK:
            done.clear()
        if step.verb in rules.SIGNING and step.person_id is not None:
            done[step.verb] = step.person_id
    return done


def freeze(tx: Tx, found: Return, *, seen: int, by: int, now: datetime) -> None:
    """Close a signed return for good; from now on only a next version says anything else."""
    rules.check_step(found, Verb.FROZEN)
    swap(tx, found, seen=seen, state=State.FROZEN)
    remember(tx, found, Verb.FROZEN, by=by, now=now)


def freeze_round(tx: Tx, round_: Round, signed: list[Return], *, by: int, now: datetime) -> int:
    """Freeze every signed return of a round as it stands; those that changed meanwhile stay."""
    frozen = 0
    for found in signed:
        if found.state is State.SIGNED and found.round.id == round_.id:
            freeze(tx, found, seen=found.revision, by=by, now=now)
            frozen += 1
    return frozen


def send_back(tx: Tx, found: Return, *, seen: int, reason: str, by: int, now: datetime) -> None:
    """Back to whoever compiles, with the reason; what was signed since is signed anew."""
    rules.check_step(found, Verb.SENT_BACK)
    swap(tx, found, seen=seen, state=State.OPEN)
    remember(tx, found, Verb.SENT_BACK, by=by, now=now, reason=reason)


def reopen(tx: Tx, found: Return, counted: Count, *, by: int, now: datetime) -> int:
    """Begin the next version of a frozen return, because the ledger says something else now.

    Figures by hand, targets and reasons are taken along. The frozen one stays as it is.
    """
    kept = queries.find_snapshot(tx, found.id)
    if found.state is not State.FROZEN or kept is None:
        raise rules.NotThisStep(return_id=found.id, state=found.state, verb=Verb.REOPENED)
    if not between(kept, counted):
        raise rules.NothingLate(return_id=found.id)
    row = ReturnRow(
        round_id=found.round.id,
        unit_kind=found.unit.kind,
        unit_code=found.unit.code,
        version=found.version + 1,
        targets_approved=found.targets_approved,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()  # somebody else has begun it already
    except IntegrityError:
        raise rules.ReturnChanged(return_id=found.id, name=found.round.definition.name) from None
    _take_along(tx, found.id, row.id)
    later = queries.version_row(tx, row.id)
    remember(tx, later, Verb.REOPENED, by=by, now=now)
    return row.id


def _take_along(tx: Tx, earlier: int, later: int) -> None:
    for kind in (ReturnAdjustmentRow, ReturnTargetRow):
        names = [column.key for column in kind.__mapper__.column_attrs]
        rows = tx.scalars(select(kind).where(kind.return_id == earlier))
        tx.add_all(
            kind(**{name: getattr(row, name) for name in names} | {"return_id": later})
            for row in list(rows)
        )
