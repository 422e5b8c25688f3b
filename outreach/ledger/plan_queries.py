"""Plans whose day has gone by without anybody saying whether they were held."""

from datetime import date

from sqlalchemy import func, select

from outreach.kernel.db import Tx
from outreach.ledger.conditions import of_city
from outreach.ledger.model import State
from outreach.ledger.tables import ActivityRow


def plans_gone_by(
    tx: Tx, *, until: date, city_code: str | None = None, county_code: str | None = None
) -> int:
    """How many planned activities of an area ended by a day; venues answer for their own."""
    last = func.coalesce(ActivityRow.until_day, ActivityRow.day)
    found = select(func.count()).where(
        ActivityRow.state == State.PLANNED, last <= until, ActivityRow.venue_id.is_(None)
    )
    if city_code is not None:
        found = found.where(of_city(ActivityRow.county_code, city_code))
    if county_code is not None:
        found = found.where(ActivityRow.county_code == county_code)
    return tx.scalar(found) or 0
