"""Scenarios that somebody kept under a name: the question, worked out anew at each look."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from outreach.kernel.db import Tx
from outreach.outlook.tables import ScenarioRow


@dataclass(frozen=True, slots=True)
class Scenario:
    id: int
    name: str
    question: str
    """Parts of the address that asks it."""
    made_by: int
    made_at: datetime


def kept(tx: Tx, *, city_code: str | None) -> list[Scenario]:
    """Those of the province, or of one city, the newest first."""
    rows = tx.scalars(
        select(ScenarioRow)
        .where(
            ScenarioRow.dropped_at.is_(None),
            ScenarioRow.city_code.is_(None)
            if city_code is None
            else ScenarioRow.city_code == city_code,
        )
        .order_by(ScenarioRow.id.desc())
        .limit(50)
    )
    return [Scenario(row.id, row.name, row.question, row.made_by, row.made_at) for row in rows]


def keep(
    tx: Tx,
    *,
    name: str,
    question: str,
    city_code: str | None,
    by: int,
    now: datetime,
    sample: bool = False,
) -> int:
    row = ScenarioRow(
        name=name,
        question=question,
        city_code=city_code,
        made_by=by,
        made_at=now,
        sample=sample,
    )
    tx.add(row)
    tx.flush()
    return row.id


def drop(tx: Tx, scenario_id: int, *, by: int, now: datetime) -> bool:
    """Take one's own scenario off the list; whether it was one's own. Twice is as good as once."""
    row = tx.get(ScenarioRow, scenario_id)
    if row is None or row.made_by != by:
        return False
    row.dropped_at = row.dropped_at or now
    return True
