"""Joint activities: a unit joins one that another reports, and says which part is its own."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from outreach.kernel.db import Tx
from outreach.ledger import history, joint, queries, rules
from outreach.ledger.model import Activity, Partner
from outreach.ledger.record_model import Verb
from outreach.ledger.tables import ActivityRow, PartnerRow

Part = tuple[int | None, int | None]
"""On-site people of a partner, and the pupils among them."""


def join(tx: Tx, *, activity_id: int, partner: Partner, person_id: int, now: datetime) -> Activity:
    """The same activity is not recorded twice: who would have, becomes a partner of the first.

    Twice does no harm: the part is then what was said last.
    """
    row = history.lock(tx, activity_id)
    before = history.fields(tx, row)
    if partner.name != row.lead:
        found = tx.scalar(
            select(PartnerRow).where(
                PartnerRow.activity_id == activity_id, PartnerRow.name == partner.name
            )
        )
        if found is None:
            found = PartnerRow(activity_id=activity_id, name=partner.name, role=partner.role)
            tx.add(found)
        found.county_code = found.county_code or partner.county_code
        found.venue_id = found.venue_id or partner.venue_id
        found.onsite, found.onsite_pupils = partner.onsite, partner.onsite_pupils
    check_parts(tx, row)
    history.remember(tx, row, Verb.JOINED, before=before, reason="", person_id=person_id, now=now)
    return queries.activity(row)


def tell_parts(
    tx: Tx,
    *,
    activity_id: int,
    revision: int,
    parts: Mapping[str, Part],
    person_id: int,
    now: datetime,
) -> Activity:
    """Say which part of a joint activity's people was whose; names that are none are left out."""
    row = history.swap(tx, activity_id, revision=revision)
    before = history.fields(tx, row)
    rows = tx.scalars(select(PartnerRow).where(PartnerRow.activity_id == activity_id))
    for partner in rows:
        if partner.name in parts:
            partner.onsite, partner.onsite_pupils = parts[partner.name]
    check_parts(tx, row)
    history.remember(tx, row, Verb.JOINED, before=before, reason="", person_id=person_id, now=now)
    return queries.activity(row)


def check_parts(tx: Tx, row: ActivityRow) -> None:
    """The parts are among the activity's people: together they are never more."""
    tx.flush()  # the sum must see what was just said
    partners = queries.partners_of(tx, [row.id]).get(row.id, ())
    told = joint.told_parts(partners)
    if told > (row.onsite or 0):
        raise rules.PartsAboveWhole(
            activity_id=row.id, number=row.number, parts=told, onsite=row.onsite or 0
        )
