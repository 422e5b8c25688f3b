"""What people write into a return by hand: figures, targets, reasons. Each leaves its trace."""

from datetime import datetime

from sqlalchemy import delete, update

from outreach.kernel.db import Tx
from outreach.returns import queries, rules
from outreach.returns.model import CellKey, Return, State, Verb
from outreach.returns.steps import remember, swap
from outreach.returns.tables import ReturnAdjustmentRow, ReturnRow, ReturnTargetRow
from outreach.returns.words import shown


def adjust(
    tx: Tx,
    found: Return,
    cell: CellKey,
    *,
    computed: int | None,
    value: int | None,
    reason: str,
    seen: int,
    by: int,
    now: datetime,
) -> None:
    """Set a figure by hand, with the reason; None lets the computed one stand again."""
    _check_open(found)
    before = queries.sheet(tx, found.id).adjusted.get(cell)
    swap(tx, found, seen=seen)
    tx.execute(
        delete(ReturnAdjustmentRow).where(
            ReturnAdjustmentRow.return_id == found.id,
            ReturnAdjustmentRow.line == cell[0],
            ReturnAdjustmentRow.column == cell[1],
        )
    )
    if value is not None:
        tx.add(
            ReturnAdjustmentRow(
                return_id=found.id,
                line=cell[0],
                column=cell[1],
                value=value,
                reason=reason,
                person_id=by,
                at=now,
            )
        )
    remember(
        tx,
        found,
        Verb.ADJUSTED,
        by=by,
        now=now,
        reason=reason,
        subject=".".join(cell),
        before=shown(before.value if before else computed),
        after=shown(computed if value is None else value),
    )


def _check_open(found: Return) -> None:
    """What somebody has compiled is sent back before it changes."""
    if found.state is not State.OPEN:
        raise rules.NotThisStep(return_id=found.id, state=found.state, verb=Verb.ADJUSTED)


def set_target(
    tx: Tx,
    found: Return,
    line: str,
    value: int,
    *,
    reason: str,
    seen: int,
    by: int,
    now: datetime,
) -> None:
    """Say what an indicator shall reach; once targets are approved only with a reason."""
    _check_open(found)
    before = queries.sheet(tx, found.id).targets.get(line)
    if before == value:
        return
    if found.targets_approved and not reason:
        raise rules.TargetsLocked(return_id=found.id)
    swap(tx, found, seen=seen)
    _put(tx, found, line, value=value)
    remember(
        tx,
        found,
        Verb.TARGET,
        by=by,
        now=now,
        reason=reason,
        subject=line,
        before=shown(before),
        after=shown(value),
    )


def explain(
    tx: Tx, found: Return, line: str, words: str, *, seen: int, by: int, now: datetime
) -> None:
    """Say why an indicator missed its target."""
    _check_open(found)
    before = queries.sheet(tx, found.id).reasons.get(line, "")
    if before == words:
        return
    swap(tx, found, seen=seen)
    _put(tx, found, line, missed=words)
    remember(tx, found, Verb.EXPLAINED, by=by, now=now, subject=line, before=before, after=words)


def approve_targets(tx: Tx, found: Return, *, seen: int, by: int, now: datetime) -> None:
    """Lock the targets; every indicator has one, and whoever set them does not approve alone."""
    _check_open(found)
    made, sheet = found.round.definition, queries.sheet(tx, found.id)
    empty = [line for line in made.lines if line.key not in sheet.targets]
    if empty:
        raise rules.NotComplete(
            return_id=found.id, by_hand=(), targets=rules.labels_of(empty), missed=()
        )
    setters = {
        step.person_id: step.verb
        for step in queries.steps(tx, found.id)
        if step.verb is Verb.TARGET and step.person_id is not None
    }
    alone = rules.check_person(
        found,
        by=by,
        done={Verb.TARGET: by} if by in setters else {},
        entitled={
            who: name
            for who, name in queries.entitled(tx, found.unit).items()
            if who not in setters
        },
    )
    swap(tx, found, seen=seen)
    tx.execute(update(ReturnRow).where(ReturnRow.id == found.id).values(targets_approved=True))
    remember(tx, found, Verb.TARGETS_APPROVED, by=by, now=now, alone=alone)


def _put(tx: Tx, found: Return, line: str, **values: object) -> None:
    row = tx.get(ReturnTargetRow, (found.id, line), populate_existing=True)
    if row is None:
        row = ReturnTargetRow(return_id=found.id, line=line, value=None, missed="")
        tx.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    tx.flush()
