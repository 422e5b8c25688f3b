"""Showing a day's plan to schools, and telling them and the roster."""

from datetime import datetime

from sqlalchemy import update

from outreach.accounts.actions import record_audit
from outreach.booking import steps
from outreach.kernel.db import Tx, changed
from outreach.planning import constraints
from outreach.planning.actions import changed_meanwhile, plan_after, standing
from outreach.planning.duties import hours_of
from outreach.planning.queries import Edition, Plan, VenueDay
from outreach.planning.rules import PlanNotReady
from outreach.planning.sheets import sheet_of
from outreach.planning.tables import DayPlanRow
from outreach.roster import batch_hours


def publish(
    tx: Tx, found: VenueDay, *, seen: int, accepts_remarks: bool, by: int | None, now: datetime
) -> Plan:
    """Show the standing edition to schools; refuses broken promises and changed bookings."""
    plan, edition = standing(tx, found, seen)
    wrong = constraints.breaches(found.day, edition.timetable)
    hard = sum(not breach.soft for breach in wrong)
    soft = len(wrong) - hard
    overtaken = not edition.fits(found)
    if hard or overtaken or (soft and not accepts_remarks):
        raise PlanNotReady(found.venue.slug, found.date.isoformat(), hard, soft, overtaken)
    done = changed(
        tx,
        update(DayPlanRow)
        .where(DayPlanRow.id == plan.id, DayPlanRow.revision == seen)
        .values(published=seen, published_at=now, published_by=by),
    )
    if done != 1:
        raise changed_meanwhile(tx, found)
    batch_hours.set_hours(
        tx,
        venue_id=found.venue.id,
        day=found.date,
        wanted=hours_of(found, edition),
        now=now,
    )
    _tell_schools(tx, found, before=plan.published, after=edition, now=now)
    record_audit(
        tx,
        person_id=by,
        action="publish-day",
        subject=f"day-plan:{plan.id}",
        after=str(seen),
        at=now,
    )
    return plan_after(tx, found, stored=True)


def _tell_schools(
    tx: Tx, found: VenueDay, *, before: Edition | None, after: Edition, now: datetime
) -> None:
    """A letter to each school whose own times are other than those it could see."""
    for booking_id, line in found.lines.items():
        fresh = sheet_of(found, after, booking_id)
        known = sheet_of(found, before, booking_id) if before else None
        if fresh is not None and fresh != known:
            steps.tell(tx, line.booking, "timetable-published", now=now)
