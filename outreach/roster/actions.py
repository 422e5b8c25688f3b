"""Duties follow what is needed: added, changed and cancelled by their keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from outreach.catalogue import actions as catalogue_actions
from outreach.kernel.db import Tx
from outreach.roster import constraints, queries
from outreach.roster.duty_steps import (
    CHANGED,
    NOBODY,
    TAKEN_AWAY,
    claim,
    guide_of,
    life_of,
    release,
    remember,
    step,
    tell,
)
from outreach.roster.model import STANDS, Duty, DutyState, Guide, Need, Verb
from outreach.roster.tables import DutyRow


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What bringing a day's duties up to date came to; `freed` lost their guide by it."""

    added: int = 0
    changed: int = 0
    cancelled: int = 0
    freed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.cancelled)


def need_duties(
    tx: Tx,
    *,
    venue_id: int,
    day: date,
    needs: Sequence[Need],
    by: int | None,
    now: datetime,
) -> Reconciled:
    """Bring the duties of a venue's day to what is needed, by their keys; again changes nothing.

    New needs become open duties; changed hours keep their guide where the guide is free then, and
    else free the duty; what is no longer needed is cancelled. Every guide concerned is told once.
    """
    catalogue_actions.hold_venue(tx, venue_id)
    wanted = {need.key: need for need in needs}
    if len(wanted) != len(needs):
        raise ValueError("a key names one duty")
    today = queries.duties_of_day(tx, venue_id, day)
    gone = [each for each in today if each.state in STANDS and each.key not in wanted]
    known = queries.duties_by_key(tx, wanted)
    other = [
        known[key]
        for key, need in wanted.items()
        if key in known and not _is_as(known[key], need, venue_id=venue_id, day=day)
    ]
    # First everything is let go and then taken anew, so that two duties may exchange their hours.
    for each in (*gone, *other):
        release(tx, each, now=now)
    for each in gone:
        _cancel(tx, each, by=by, now=now)
    freed = sum(
        _bring(tx, each, wanted[each.key], venue_id=venue_id, day=day, by=by, now=now)
        for each in other
    )
    added = [need for need in needs if need.key not in known]
    for need in added:
        _add(tx, need, venue_id=venue_id, day=day, by=by, now=now)
    return Reconciled(len(added), len(other), len(gone), freed)


def differs(duties: Iterable[Duty], needs: Iterable[Need], *, venue_id: int, day: date) -> bool:
    """Whether `need_duties` would have anything to do, with `duties` those of the day."""
    there = {each.key: each for each in duties}
    wanted = {need.key: need for need in needs}
    return any(
        key not in there or not _is_as(there[key], need, venue_id=venue_id, day=day)
        for key, need in wanted.items()
    ) or any(each.state in STANDS and each.key not in wanted for each in there.values())


def _is_as(duty: Duty, need: Need, *, venue_id: int, day: date) -> bool:
    """Whether nothing is to be done: it stands as needed, or its hour is over."""
    if duty.state is DutyState.DONE:
        return True
    return duty.state in STANDS and (
        duty.venue_id,
        duty.day,
        duty.starts,
        duty.ends,
        duty.session_id,
        duty.programme_id,
        duty.pupils,
    ) == (venue_id, day, need.starts, need.ends, need.session_id, need.programme_id, need.pupils)


def _add(tx: Tx, need: Need, *, venue_id: int, day: date, by: int | None, now: datetime) -> None:
    row = DutyRow(
        key=need.key,
        venue_id=venue_id,
        session_id=need.session_id,
        programme_id=need.programme_id,
        booking_id=need.booking_id,
        batch=need.batch,
        day=day,
        starts=need.starts,
        ends=need.ends,
        pupils=need.pupils,
        state=DutyState.OPEN,
        changed_at=now,
    )
    tx.add(row)
    tx.flush()  # numbers the duty for its history
    remember(tx, queries.duty(row), Verb.NEED, by=by, now=now)


def _cancel(tx: Tx, duty: Duty, *, by: int | None, now: datetime) -> None:
    after = step(
        tx, duty, Verb.CANCEL, by=by, now=now, state=DutyState.CANCELLED, guide_id=None,
        override=None,
    )  # fmt: skip
    tell(tx, TAKEN_AWAY, duty, guide_of(tx, duty), revision=after.revision, now=now)


def _bring(
    tx: Tx, duty: Duty, need: Need, *, venue_id: int, day: date, by: int | None, now: datetime
) -> bool:
    """Give a duty its new hours; True when its guide cannot come with it and it is open again."""
    guide = guide_of(tx, duty)
    state = DutyState.FILLED if guide is not None else DutyState.OPEN
    after = step(
        tx,
        duty,
        Verb.CHANGE if duty.state in STANDS else Verb.NEED,
        by=by,
        now=now,
        venue_id=venue_id,
        day=day,
        starts=need.starts,
        ends=need.ends,
        session_id=need.session_id,
        programme_id=need.programme_id,
        pupils=need.pupils,
        state=state,
    )
    if guide is None:
        return False
    if _can_stay(tx, after, guide):
        if _looks_other(duty, after):
            tell(tx, CHANGED, after, guide, revision=after.revision, now=now)
        return False
    freed = step(tx, after, Verb.FREE, by=by, now=now, **NOBODY)
    tell(tx, TAKEN_AWAY, duty, guide, revision=freed.revision, now=now)
    return True


def _can_stay(tx: Tx, duty: Duty, guide: Guide) -> bool:
    """Limits are not asked again: the guide has said yes to the duty, only its hour moved."""
    life = life_of(tx, guide, duty)
    if constraints.is_impossible(constraints.breaches(life, duty)):
        return False
    return claim(tx, duty, guide_id=guide.id) is None


def _looks_other(before: Duty, after: Duty) -> bool:
    """Whether the guide must come at another time or do something else."""
    return (before.day, before.starts, before.ends, before.programme_id, before.venue_id) != (
        after.day,
        after.starts,
        after.ends,
        after.programme_id,
        after.venue_id,
    )
