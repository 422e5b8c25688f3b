"""Swaps: a guide offers a duty, another one takes it; offered once, taken once."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from outreach.kernel.db import Tx
from outreach.roster import assign_actions, constraints, queries, rules
from outreach.roster.duty_steps import life_of
from outreach.roster.model import (
    Duty,
    DutyId,
    DutyState,
    Guide,
    GuideId,
    Swap,
    SwapId,
    SwapState,
    Verb,
)
from outreach.roster.tables import SwapRow


def offer(tx: Tx, *, duty_id: int, guide_id: int, now: datetime) -> Swap:
    """A guide would like to hand on a duty of theirs. Until somebody takes it, it stays theirs."""
    duty = assign_actions.hold_duty(tx, duty_id, revision=None, now=now)
    if duty.guide_id != guide_id or duty.state is not DutyState.FILLED:
        raise rules.DutyChanged(duty_id)
    row = SwapRow(
        duty_id=duty_id,
        venue_id=duty.venue_id,
        from_guide=guide_id,
        open_duty=duty_id,
        state=SwapState.OFFERED,
        offered_at=now,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError as twice:
        if "open_duty" not in str(twice.orig):
            raise
        return next(each for each in offered(tx, venue_id=duty.venue_id) if each.duty_id == duty_id)
    return _swap(row)


def withdraw(tx: Tx, *, swap_id: int, guide_id: int, now: datetime) -> None:
    """The guide does it after all."""
    found = find(tx, swap_id)
    if (
        found is None
        or found.from_guide != guide_id
        or not settle(tx, swap_id, SwapState.WITHDRAWN, now=now)
    ):
        raise rules.SwapGone


def accept(tx: Tx, *, swap_id: int, guide: Guide, by: int | None, now: datetime) -> Duty:
    """Another guide takes the duty: offer, claim and duty change together or not at all.

    Limits hold as for anybody; only a coordinator passes them.
    """
    found = find(tx, swap_id)
    if found is None or found.venue_id != guide.venue_id or found.from_guide == guide.id:
        raise rules.SwapGone
    duty = assign_actions.hold_duty(tx, found.duty_id, revision=None, now=now)
    if not settle(tx, swap_id, SwapState.TAKEN, now=now, taken_by=guide.id):
        raise rules.SwapGone
    if duty.guide_id != found.from_guide:
        raise rules.SwapGone
    against = constraints.breaches(life_of(tx, guide, duty), duty)
    if against:
        raise rules.GuideNotPossible(duty.id, guide.name, against)
    return assign_actions.hand_over(tx, duty, guide, Verb.SWAP, override=None, by=by, now=now)


def settle(
    tx: Tx, swap_id: int, state: SwapState, *, now: datetime, taken_by: int | None = None
) -> bool:
    """End an offer that is still open; False when somebody else was quicker."""
    done = tx.execute(
        update(SwapRow)
        .where(SwapRow.id == swap_id, SwapRow.state == SwapState.OFFERED)
        .values(state=state, open_duty=None, settled_at=now, taken_by=taken_by)
        .returning(SwapRow.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    return done is not None


def find(tx: Tx, swap_id: int) -> Swap | None:
    row = tx.get(SwapRow, swap_id, populate_existing=True)
    return None if row is None else _swap(row)


def offered(tx: Tx, *, venue_id: int) -> list[Swap]:
    """Offers of a venue that nobody has taken yet, the oldest first."""
    rows = tx.scalars(
        select(SwapRow)
        .where(SwapRow.venue_id == venue_id, SwapRow.state == SwapState.OFFERED)
        .order_by(SwapRow.id)
        .execution_options(populate_existing=True)
    )
    return [_swap(row) for row in rows]


def settled_since(tx: Tx, *, venue_id: int, since: datetime) -> list[Swap]:
    """Swaps that guides settled among themselves since a moment, the newest first."""
    rows = tx.scalars(
        select(SwapRow)
        .where(
            SwapRow.venue_id == venue_id,
            SwapRow.state == SwapState.TAKEN,
            SwapRow.settled_at >= since,
        )
        .order_by(SwapRow.id.desc())
    )
    return [_swap(row) for row in rows]


def takers(tx: Tx, duty: Duty) -> list[Guide]:
    """Guides who could take a duty as it stands, without passing any limit."""
    lives = queries.lives(tx, venue_id=duty.venue_id, first=duty.day, last=duty.day)
    return [
        life.guide
        for life in lives.values()
        if life.guide.id != duty.guide_id and not constraints.breaches(life, duty)
    ]


def _swap(row: SwapRow) -> Swap:
    return Swap(
        SwapId(row.id),
        DutyId(row.duty_id),
        row.venue_id,
        GuideId(row.from_guide),
        SwapState(row.state),
        row.offered_at,
        None if row.taken_by is None else GuideId(row.taken_by),
        row.settled_at,
    )
