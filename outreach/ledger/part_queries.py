"""Joint activities from a partner's side: which another unit reports, and what part was its own."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from outreach.kernel.db import Tx
from outreach.ledger.conditions import counting, meant, part_of, taking_part, touching
from outreach.ledger.model import Filter, Sight, Totals
from outreach.ledger.sum_queries import totals_of
from outreach.ledger.tables import ActivityRow, PartnerRow


def own_totals(tx: Tx, wanted: Filter, *, sight: Sight) -> Totals:
    """Activities that somebody's own unit takes part in, and the parts that are its own.

    They are counted where the lead reports them and are in no other figure of the reader's.
    """
    joint = select(ActivityRow.id).where(
        counting(), taking_part(sight), *meant(wanted), *touching(wanted.period)
    )
    found = tx.execute(
        select(
            func.count(PartnerRow.activity_id.distinct()),
            func.sum(PartnerRow.onsite),
            func.sum(PartnerRow.onsite_pupils),
        ).where(part_of(sight), PartnerRow.activity_id.in_(joint))
    ).one()
    return totals_of((*found, None))


def own_parts(tx: Tx, activity_ids: Collection[int], *, sight: Sight) -> Mapping[int, int]:
    """The part of each that is the reader's own; those that nobody told are absent."""
    rows = tx.execute(
        select(PartnerRow.activity_id, func.sum(PartnerRow.onsite))
        .where(
            part_of(sight),
            PartnerRow.activity_id.in_(activity_ids),
            PartnerRow.onsite.is_not(None),
        )
        .group_by(PartnerRow.activity_id)
    )
    return {activity_id: int(onsite or 0) for activity_id, onsite in rows}
