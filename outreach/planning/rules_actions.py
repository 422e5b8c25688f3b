"""Keeping what a venue has decided about its days."""

from datetime import datetime

from sqlalchemy import delete

from outreach.accounts.actions import record_audit
from outreach.catalogue.model import Venue
from outreach.kernel.db import Tx
from outreach.planning.days import RotationRules
from outreach.planning.tables import (
    GuideLineRow,
    HallShowRow,
    HallWalkRow,
    OrderedRouteRow,
    RotationRuleRow,
    UnguidedHallRow,
)


def set_rules(
    tx: Tx,
    venue: Venue,
    *,
    programmes: list[int],
    rules: RotationRules,
    by: int | None,
    now: datetime,
) -> None:
    """Put these rules in place of whatever a venue had; plans that stand are judged by them."""
    halls = [hall.id for hall in venue.halls]
    row = tx.get(RotationRuleRow, venue.id) or RotationRuleRow(venue_id=venue.id)
    row.walk, row.extra_stay = rules.walk, rules.extra_stay
    row.after_closing, row.patience = rules.after_closing, rules.patience
    lunch = rules.lunch
    row.lunch_from = lunch.opens if lunch else None
    row.lunch_until = lunch.closes if lunch else None
    row.lunch_minutes = lunch.minutes if lunch else None
    row.canteen_places = lunch.places if lunch else None
    tx.add(row)
    for table in (
        delete(HallShowRow).where(HallShowRow.hall_id.in_(halls)),
        delete(UnguidedHallRow).where(UnguidedHallRow.hall_id.in_(halls)),
        delete(HallWalkRow).where(HallWalkRow.one_id.in_(halls)),
        delete(GuideLineRow).where(GuideLineRow.venue_id == venue.id),
        delete(OrderedRouteRow).where(OrderedRouteRow.programme_id.in_(programmes)),
    ):
        tx.execute(table)
    tx.add_all(
        HallShowRow(hall_id=hall, starts=show)
        for hall, shows in rules.shows.items()
        for show in shows
    )
    tx.add_all(UnguidedHallRow(hall_id=hall) for hall in sorted(rules.unguided))
    tx.add_all(
        HallWalkRow(one_id=a, other_id=b, minutes=minutes)
        for (a, b), minutes in rules.walks.items()
    )
    tx.add_all(
        GuideLineRow(venue_id=venue.id, starts=starts, guides=count)
        for starts, count in rules.guides
    )
    tx.add_all(OrderedRouteRow(programme_id=programme) for programme in sorted(rules.ordered))
    tx.flush()
    record_audit(
        tx, person_id=by, action="change-rotation-rules", subject=f"venue:{venue.id}", at=now
    )
