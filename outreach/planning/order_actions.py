"""Letting a batch see its halls in another order: an edition like every other step."""

from collections.abc import Sequence
from datetime import datetime

from outreach.kernel.db import Tx
from outreach.planning.actions import plan_after, standing, store
from outreach.planning.model import BatchKey
from outreach.planning.orders import order_of, reordered
from outreach.planning.queries import Plan, VenueDay
from outreach.planning.rules import NoSuchTurn


def reorder(
    tx: Tx,
    found: VenueDay,
    *,
    batch: BatchKey,
    wanted: Sequence[int],
    seen: int,
    by: int | None,
    now: datetime,
) -> Plan:
    """Take a batch through its halls in the wanted order; what that breaks is told, not refused.

    `wanted` names a hall for each place, as `orders.order_of` reads it.
    """
    plan, edition = standing(tx, found, seen)
    halls = [turn.hall for turn in edition.timetable.of_batch(batch)]
    known = any(party.booking == batch.booking for party in found.day.parties)
    if not known or not halls or len(wanted) != len(halls):
        raise NoSuchTurn(found.venue.slug, found.date.isoformat())
    order = order_of(halls, wanted)
    if order == tuple(halls):
        return plan
    stored = store(
        tx,
        found,
        reordered(found.day, edition.timetable, batch, order),
        verb="order",
        seen=seen,
        by=by,
        now=now,
        moved=(batch, 0),
        basis=edition,
    )
    return plan_after(tx, found, stored=stored)
