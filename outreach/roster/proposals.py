"""A proposed roster: asked for, computed by the solver's process, judged, looked at, published."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from outreach.accounts.actions import record_audit
from outreach.catalogue import actions as catalogue_actions
from outreach.kernel.db import Database, Tx, changed
from outreach.roster import constraints, proposing, queries, rules
from outreach.roster.duty_steps import (
    GIVEN,
    NOBODY,
    TAKEN_AWAY,
    claim,
    guide_of,
    release,
    step,
    tell,
)
from outreach.roster.framing import frame_of
from outreach.roster.model import Duty, DutyState, Verb
from outreach.roster.proposing import SolverError
from outreach.roster.tables import RosterProposalRow


class ProposalState(StrEnum):
    ASKED = "asked"
    READY = "ready"
    FAILED = "failed"
    PUBLISHED = "published"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`plan` gives each duty's guide, or None where nobody was found."""

    id: int
    venue_id: int
    first: date
    last: date
    state: ProposalState
    asked_at: datetime
    complaint: str | None
    plan: Mapping[int, int | None]
    proven: bool
    cpu_seconds: float
    gap: float | None
    """How much more even loads could be at most, in percent."""


def ask(
    tx: Tx, *, venue_id: int, first: date, last: date, by: int | None, now: datetime
) -> Proposal:
    """Ask for a roster of some days; one that waits or lies ready is set aside."""
    tx.execute(
        update(RosterProposalRow)
        .where(
            RosterProposalRow.venue_id == venue_id,
            RosterProposalRow.state.in_((ProposalState.ASKED, ProposalState.READY)),
        )
        .values(state=ProposalState.DISCARDED, settled_at=now)
    )
    row = RosterProposalRow(
        venue_id=venue_id,
        first=first,
        last=last,
        state=ProposalState.ASKED,
        asked_by=by,
        asked_at=now,
    )
    tx.add(row)
    tx.flush()  # numbers the proposal for its page
    return _proposal(row)


def find(tx: Tx, proposal_id: int) -> Proposal | None:
    row = tx.get(RosterProposalRow, proposal_id, populate_existing=True)
    return None if row is None else _proposal(row)


def latest(tx: Tx, *, venue_id: int) -> Proposal | None:
    row = tx.scalar(
        select(RosterProposalRow)
        .where(
            RosterProposalRow.venue_id == venue_id,
            RosterProposalRow.state != ProposalState.DISCARDED,
        )
        .order_by(RosterProposalRow.id.desc())
        .limit(1)
    )
    return None if row is None else _proposal(row)


def asked(tx: Tx) -> list[int]:
    """Proposals that wait for the solver, the oldest first."""
    return list(
        tx.scalars(
            select(RosterProposalRow.id)
            .where(RosterProposalRow.state == ProposalState.ASKED)
            .order_by(RosterProposalRow.id)
        )
    )


def solve_asked(database: Database, *, now: datetime) -> int:
    """Compute every roster that is waited for; nothing is held while the solver works."""
    with database.reading() as tx:
        waiting = asked(tx)
    for proposal_id in waiting:
        compute(database, proposal_id, now=now)
    return len(waiting)


def compute(database: Database, proposal_id: int, *, now: datetime) -> None:
    """Compute one roster, have the judge look at it, and keep it if it is lawful.

    An unlawful one is a fault of the solver and is not stored.
    """
    with database.reading() as tx:
        found = find(tx, proposal_id)
        if found is None or found.state is not ProposalState.ASKED:
            return
        frame = frame_of(tx, venue_id=found.venue_id, first=found.first, last=found.last, now=now)
    try:
        solved = proposing.solve(frame.problem)
    except SolverError:
        _settle(database, proposal_id, state=ProposalState.FAILED, complaint="solver", now=now)
        return
    plan = frame.plan(solved)
    against = constraints.breaches_of_plan(frame.lives, frame.duties, plan, accepted=frame.accepted)
    if against:
        _settle(database, proposal_id, state=ProposalState.FAILED, complaint="judge", now=now)
        return
    told = json.dumps(
        {
            "plan": sorted(plan.items()),
            "proven": solved.proven,
            "gap": solved.gap,
            "cpu_seconds": round(solved.cpu_seconds, 2),
        }
    )
    _settle(database, proposal_id, state=ProposalState.READY, plan=told, now=now)


def _settle(
    database: Database, proposal_id: int, *, state: ProposalState, now: datetime, **values: object
) -> None:
    """Unless it was set aside meanwhile."""
    with database.writing() as tx:
        tx.execute(
            update(RosterProposalRow)
            .where(
                RosterProposalRow.id == proposal_id,
                RosterProposalRow.state == ProposalState.ASKED,
            )
            .values(state=state, settled_at=now, **values)
        )


def publish(tx: Tx, *, proposal_id: int, by: int | None, now: datetime) -> int:
    """Give every duty as proposed, in one transaction through the claims; how many changed.

    Refused as a whole when duties or guides have changed so that it no longer fits. Whoever
    gains or loses a duty is told once.
    """
    found = find(tx, proposal_id)
    if found is None:
        raise rules.ProposalStale(0)
    catalogue_actions.hold_venue(tx, found.venue_id)
    if not _swap_state(tx, proposal_id, now=now):
        raise rules.ProposalStale(0)
    frame = frame_of(tx, venue_id=found.venue_id, first=found.first, last=found.last, now=now)
    by_id = {int(duty.id): duty for duty in frame.duties}
    plan = {duty_id: guide for duty_id, guide in found.plan.items() if duty_id in by_id}
    gone = [guide for guide in plan.values() if guide is not None and guide not in frame.lives]
    if gone:
        raise rules.ProposalStale(len(gone))
    against = constraints.breaches_of_plan(frame.lives, frame.duties, plan, accepted=frame.accepted)
    if against:
        raise rules.ProposalStale(len(against))
    moved = [by_id[d] for d, guide in sorted(plan.items()) if by_id[d].guide_id != guide]
    _give(tx, moved, plan, by=by, now=now)
    record_audit(
        tx,
        person_id=by,
        action="publish-roster",
        subject=f"venue:{found.venue_id}",
        after=f"{len(moved)} duties from {found.first} to {found.last}",
        at=now,
    )
    return len(moved)


def _give(
    tx: Tx,
    moved: Sequence[Duty],
    plan: Mapping[int, int | None],
    *,
    by: int | None,
    now: datetime,
) -> None:
    """First everything is let go, so that guides may exchange duties; then it is claimed anew."""
    for duty in moved:
        release(tx, duty, now=now)
    guides = queries.guides_by_id(tx, {g for g in plan.values() if g is not None})
    for duty in moved:
        before, guide_id = guide_of(tx, duty), plan[duty.id]
        if guide_id is None:
            after = step(tx, duty, Verb.FREE, by=by, now=now, **NOBODY)
        else:
            if claim(tx, duty, guide_id=guide_id) is not None:
                raise rules.ProposalStale(1)
            after = step(
                tx, duty, Verb.ASSIGN, by=by, now=now, state=DutyState.FILLED, guide_id=guide_id
            )
            tell(tx, GIVEN, after, guides[guide_id], revision=after.revision, now=now)
        tell(tx, TAKEN_AWAY, duty, before, revision=after.revision, now=now)


def _swap_state(tx: Tx, proposal_id: int, *, now: datetime) -> bool:
    rows = changed(
        tx,
        update(RosterProposalRow)
        .where(
            RosterProposalRow.id == proposal_id,
            RosterProposalRow.state == ProposalState.READY,
        )
        .values(state=ProposalState.PUBLISHED, settled_at=now)
        .execution_options(synchronize_session=False),
    )
    return rows == 1


def _proposal(row: RosterProposalRow) -> Proposal:
    nothing = {"plan": [], "proven": False, "cpu_seconds": 0.0}
    told: dict[str, Any] = json.loads(row.plan) if row.plan else nothing
    return Proposal(
        id=row.id,
        venue_id=row.venue_id,
        first=row.first,
        last=row.last,
        state=ProposalState(row.state),
        asked_at=row.asked_at,
        complaint=row.complaint,
        plan=dict(told["plan"]),
        proven=told["proven"],
        gap=told.get("gap"),
        cpu_seconds=told["cpu_seconds"],
    )
