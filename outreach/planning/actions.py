"""What people do to a day's plan: arrange, move, undo. Each step is an edition."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from outreach.accounts import queries as accounts
from outreach.kernel.db import Tx, changed
from outreach.planning import queries
from outreach.planning.frozen import frozen_answer, frozen_day, frozen_turns
from outreach.planning.model import Answer, BatchKey, Limit, Minute, Outcome, Timetable, Turn
from outreach.planning.queries import Edition, Plan, VenueDay
from outreach.planning.rules import NoSuchTurn, NothingToUndo, PlanChanged
from outreach.planning.tables import DayEditionRow, DayPlanRow, DaySolvingRow

LEASE = timedelta(seconds=200)
"""Longer than solving and asking for reasons may take; a process that died is given up then."""


def ask(tx: Tx, found: VenueDay, *, by: int | None, now: datetime) -> int:
    """Wish for a day to be arranged; the wish that is being worked on, when nothing has changed."""
    plan = queries.find_plan(tx, found.venue.id, found.date)
    revision = plan.revision if plan else 0
    problem = json.dumps(frozen_day(found.day), sort_keys=True)
    standing = tx.scalar(
        select(DaySolvingRow.id).where(
            DaySolvingRow.venue_id == found.venue.id,
            DaySolvingRow.day == found.date,
            DaySolvingRow.state.in_(["waiting", "running"]),
            (DaySolvingRow.lease_until.is_(None)) | (DaySolvingRow.lease_until >= now),
            DaySolvingRow.revision == revision,
            DaySolvingRow.problem == problem,
        )
    )
    if standing is not None:
        return standing
    row = DaySolvingRow(
        venue_id=found.venue.id,
        day=found.date,
        state="waiting",
        asked_by=by,
        asked_at=now,
        revision=revision,
        problem=problem,
        batches=json.dumps(found.batches),
    )
    tx.add(row)
    tx.flush()
    return row.id


def begin(tx: Tx, solving_id: int, *, now: datetime) -> str | None:
    """Take a waiting wish; its problem, or None when somebody else has it."""
    taken = changed(
        tx,
        update(DaySolvingRow)
        .where(DaySolvingRow.id == solving_id, DaySolvingRow.state == "waiting")
        .values(state="running", started_at=now, lease_until=now + LEASE),
    )
    if taken != 1:
        return None
    return tx.scalar(select(DaySolvingRow.problem).where(DaySolvingRow.id == solving_id))


def tell_stage(tx: Tx, solving_id: int, stage: str) -> None:
    """Let those who wait see what is being looked at."""
    tx.execute(
        update(DaySolvingRow)
        .where(DaySolvingRow.id == solving_id, DaySolvingRow.state == "running")
        .values(stage=stage)
    )


def end(tx: Tx, solving_id: int, found: VenueDay, answer: Answer | None, *, now: datetime) -> None:
    """Keep what the solver said; a timetable only if bookings and plan still are what it saw.

    Without an answer the process failed; the plan stays as it is.
    """
    row = tx.get_one(DaySolvingRow, solving_id, populate_existing=True)
    if row.state != "running":
        return
    state = "failed"
    if answer is not None:
        state = str(answer.outcome)
        row.answer = json.dumps(frozen_answer(answer), sort_keys=True)
        if answer.outcome is Outcome.SOLVED:
            fresh = json.loads(row.batches) == found.batches
            kept = fresh and store(
                tx,
                found,
                answer.timetable,
                verb="solve",
                seen=row.revision,
                by=row.asked_by,
                now=now,
                value=answer.value,
                bound=answer.bound,
                limit=answer.limit,
            )
            state = state if kept else "overtaken"
    row.state, row.ended_at, row.stage = state, now, ""


def move(
    tx: Tx,
    found: VenueDay,
    *,
    batch: BatchKey,
    starts: Mapping[int, Minute],
    seen: int,
    by: int | None,
    now: datetime,
) -> Plan:
    """Let a batch be in halls at other times; what that breaks is told, not refused."""
    plan, edition = standing(tx, found, seen)
    timetable, moved = edition.timetable, 0
    for hall, minute in starts.items():
        old = next((t for t in timetable.of_batch(batch) if t.hall == hall), None)
        if old is None:
            raise NoSuchTurn(found.venue.slug, found.date.isoformat())
        if old.starts != minute:
            new = Turn(minute, minute + old.ends - old.starts, batch, hall)
            timetable, moved = timetable.with_turn(old, new), hall
    if timetable == edition.timetable:
        return plan
    stored = store(
        tx,
        found,
        timetable,
        verb="move",
        seen=seen,
        by=by,
        now=now,
        moved=(batch, moved),
        basis=edition,
    )
    return plan_after(tx, found, stored=stored)


def undo(tx: Tx, found: VenueDay, *, seen: int, by: int | None, now: datetime) -> Plan:
    """Back to the edition before the last step; once more, and to the one before that."""
    plan, edition = standing(tx, found, seen)
    before = queries.edition(tx, plan.id, edition.parent)
    if before is None:
        raise NothingToUndo(found.venue.slug, found.date.isoformat())
    stored = store(
        tx,
        found,
        before.timetable,
        verb="undo",
        seen=seen,
        by=by,
        now=now,
        value=before.value,
        bound=before.bound,
        limit=before.limit,
        basis=before,
        parent=before.parent,
    )
    return plan_after(tx, found, stored=stored)


def standing(tx: Tx, found: VenueDay, seen: int) -> tuple[Plan, Edition]:
    """The plan as the person saw it; refuses with what came between when it is another one."""
    plan = queries.find_plan(tx, found.venue.id, found.date)
    if plan is None or plan.edition is None:
        raise NoSuchTurn(found.venue.slug, found.date.isoformat())
    if plan.revision != seen:
        raise changed_meanwhile(tx, found)
    return plan, plan.edition


def plan_after(tx: Tx, found: VenueDay, *, stored: bool) -> Plan:
    if not stored:
        raise changed_meanwhile(tx, found)
    plan = queries.find_plan(tx, found.venue.id, found.date)
    if plan is None:
        raise LookupError(f"no plan of {found.venue.slug} on {found.date}")
    return plan


def changed_meanwhile(tx: Tx, found: VenueDay) -> PlanChanged:
    """Who did what between, as facts."""
    plan = queries.find_plan(tx, found.venue.id, found.date)
    edition = plan.edition if plan else None
    person = edition.person_id if edition else None
    hall = next((h for h in found.venue.halls if edition and h.id == edition.hall_id), None)
    line = found.lines.get(edition.booking_id or 0) if edition else None
    return PlanChanged(
        venue=found.venue.slug,
        day=found.date.isoformat(),
        verb=edition.verb if edition else "",
        who=accounts.names(tx, [person]).get(person, "") if person else "",
        at=edition.at if edition else None,
        number=line.booking.number if line else "",
        batch=edition.batch if edition else None,
        hall=hall.name if hall else "",
        hall_en=hall.name_en if hall else "",
    )


def store(
    tx: Tx,
    found: VenueDay,
    timetable: Timetable,
    *,
    verb: str,
    seen: int,
    by: int | None,
    now: datetime,
    value: int | None = None,
    bound: int | None = None,
    limit: Limit | None = None,
    moved: tuple[BatchKey, int] | None = None,
    basis: Edition | None = None,
    parent: int | None = None,
) -> bool:
    """Add an edition if nobody was faster: one conditional UPDATE decides."""
    plan_id = _plan_id(tx, found.venue.id, found.date)
    won = changed(
        tx,
        update(DayPlanRow)
        .where(DayPlanRow.id == plan_id, DayPlanRow.revision == seen)
        .values(revision=seen + 1),
    )
    if won != 1:
        return False
    tx.add(
        DayEditionRow(
            plan_id=plan_id,
            revision=seen + 1,
            parent=seen if parent is None else parent,
            verb=verb,
            person_id=by,
            at=now,
            batches=json.dumps(basis.batches if basis else found.batches),
            turns=json.dumps(frozen_turns(timetable)),
            value=value,
            bound=bound,
            ended_by=limit,
            booking_id=moved[0].booking if moved else None,
            batch=moved[0].number if moved else None,
            hall_id=(moved[1] or None) if moved else None,
        )
    )
    tx.flush()
    return True


def _plan_id(tx: Tx, venue_id: int, day: date) -> int:
    """The plan of a day, made when it is first needed, by whoever comes first."""
    wanted = select(DayPlanRow.id).where(DayPlanRow.venue_id == venue_id, DayPlanRow.day == day)
    known = tx.scalar(wanted)
    if known is not None:
        return known
    try:
        with tx.begin_nested():
            row = DayPlanRow(venue_id=venue_id, day=day, revision=0)
            tx.add(row)
            tx.flush()
            return row.id
    except IntegrityError:
        return tx.scalars(wanted).one()
